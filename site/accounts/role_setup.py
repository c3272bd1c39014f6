"""What the roles may do in Wagtail itself: admin, pages, images and documents, people."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts import roles

PAGE_PERMISSIONS = ["add_page", "change_page", "publish_page", "lock_page", "unlock_page", "bulk_delete_page"]
COLLECTION_PERMISSIONS = [
    *(f"wagtailimages.{verb}_image" for verb in ("add", "change", "choose")),
    *(f"wagtaildocs.{verb}_document" for verb in ("add", "change", "choose")),
]


def register_permissions() -> None:
    """The ground that both roles of the admin stand on; managers have no admin."""
    roles.register_setup(give_pages_and_collections)
    roles.register(roles.EDITORS, ["wagtailadmin.access_admin"])
    roles.register(
        roles.ADMINISTRATORS,
        [
            "wagtailadmin.access_admin",
            *(f"accounts.{verb}_user" for verb in ("add", "change", "delete", "view")),
            # The working calendar lies below this app and cannot register itself.
            *(
                f"persian.{verb}_{m}"
                for verb in ("add", "change", "delete", "view")
                for m in ("holiday", "officehours")
            ),
            *(f"auth.{verb}_group" for verb in ("add", "change", "delete", "view")),
            *(f"wagtailcore.{verb}_site" for verb in ("add", "change", "delete", "view")),
            *(f"wagtailcore.{verb}_collection" for verb in ("add", "change", "delete", "view")),
        ],
    )


def give_pages_and_collections() -> None:
    """Editors and administrators work on the whole page tree and its files."""
    root, collection = Page.get_first_root_node(), Collection.get_first_root_node()
    groups = Group.objects.filter(name__in=[roles.EDITORS, roles.ADMINISTRATORS])
    for group in groups:
        if root is not None:
            for permission in _named([f"wagtailcore.{codename}" for codename in PAGE_PERMISSIONS]):
                GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)
        if collection is not None:
            for permission in _named(COLLECTION_PERMISSIONS):
                GroupCollectionPermission.objects.get_or_create(
                    group=group, collection=collection, permission=permission
                )


def _named(names: list[str]) -> list[Permission]:
    pairs = [name.split(".") for name in names]
    return list(
        Permission.objects.filter(
            content_type__app_label__in={app for app, _codename in pairs}, codename__in={code for _app, code in pairs}
        )
    )
