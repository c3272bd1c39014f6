"""What each role may do in this app."""

from accounts import roles

EDITING = [
    "cms.add_servicecategory",
    "cms.change_servicecategory",
    "cms.delete_servicecategory",
    "cms.view_servicecategory",
]


def register_permissions() -> None:
    """Editors keep categories (pages have permissions of their own); administrators also the organisation."""
    roles.register(roles.EDITORS, EDITING)
    roles.register(roles.ADMINISTRATORS, [*EDITING, "cms.change_organisationsettings"])
