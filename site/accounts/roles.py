"""The roles that come with the system, and what each may do.

A role is a Django group with a fixed name. Apps say what their part of it is in `AppConfig.ready()`:

    roles.register(roles.EDITORS, ["forms_ext.add_formdefinition", …])
    roles.register_setup(give_editors_the_page_tree)   # for rights that are rows of their own

After each migration the groups are made and get what they lack of it. Nothing is ever taken away: what administrators
add stays, and what they remove of the registered minimum comes back with the next migration.

Who holds a post is not a role: see `organisation.selectors.posts_of`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import AnonymousUser, Group, Permission
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User

__all__ = [
    "ADMINISTRATORS",
    "EDITORS",
    "MANAGERS",
    "ROLES",
    "is_administrator",
    "is_manager",
    "register",
    "register_setup",
]

logger = logging.getLogger(__name__)

# Names of groups, as administrators see them. They are stored: changing one needs a data migration.
ADMINISTRATORS = "راهبران سیستم"
EDITORS = "ویراستاران خدمات"
MANAGERS = "مدیران"
ROLES = (ADMINISTRATORS, EDITORS, MANAGERS)

_permissions: dict[str, set[str]] = {role: set() for role in ROLES}
_setups: list[Callable[[], None]] = []
_REMEMBERED = "_role_names"


def register(role: str, permissions: Iterable[str]) -> None:
    """Give a role permissions, each as `app_label.codename`."""
    if role not in _permissions:
        raise ValueError(f"{role!r} is not a role; the roles are {', '.join(ROLES)}")
    named = set(permissions)
    if wrong := {name for name in named if name.count(".") != 1}:
        raise ValueError(f"Not of the form app_label.codename: {', '.join(sorted(wrong))}")
    _permissions[role] |= named


def register_setup(call: Callable[[], None]) -> None:
    """Have `call` run after each migration, when groups, permissions and page tree are there. It must be repeatable."""
    if call not in _setups:
        _setups.append(call)


def registered(role: str) -> frozenset[str]:
    """What apps have registered for the role."""
    return frozenset(_permissions[role])


def is_manager(user: User | AnonymousUser) -> bool:
    """Whether the person reads reports as a manager. Administrators are asked for apart."""
    return MANAGERS in _roles_of(user)


def is_administrator(user: User | AnonymousUser) -> bool:
    """Whether the person runs the system: the role, or a superuser."""
    return bool(user.is_active and user.is_superuser) or ADMINISTRATORS in _roles_of(user)


def has_role(user: User | AnonymousUser) -> bool:
    """Whether the person has any of the roles, or is a superuser."""
    return bool(user.is_superuser or _roles_of(user))


def _roles_of(user: User | AnonymousUser) -> frozenset[str]:
    """The person's roles; asked once an object, so once a request."""
    if not (user.is_authenticated and user.is_active):
        return frozenset()
    names: frozenset[str] | None = getattr(user, _REMEMBERED, None)
    if names is None:
        names = frozenset(user.groups.filter(name__in=ROLES).values_list("name", flat=True))
        setattr(user, _REMEMBERED, names)
    return names


def forget(*, instance: object, **kwargs: Any) -> None:
    """Receiver of `m2m_changed` of a person's groups."""
    if hasattr(instance, _REMEMBERED):
        delattr(instance, _REMEMBERED)


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """Receiver of `post_migrate`: once, after the last app, when every permission has been made."""
    with_models = [config for config in apps.get_app_configs() if config.models_module is not None]
    if sender is with_models[-1]:
        set_up()


def set_up() -> None:
    """Make the groups and give them what they lack."""
    for role in ROLES:
        group, _created = Group.objects.get_or_create(name=role)
        _grant(group, _permissions[role])
    for call in _setups:
        call()


def _grant(group: Group, names: set[str]) -> None:
    wanted = Q()
    for name in names:
        app_label, codename = name.split(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    if not wanted:
        return
    found = Permission.objects.filter(wanted).select_related("content_type")
    if missing := names - {f"{permission.content_type.app_label}.{permission.codename}" for permission in found}:
        logger.warning("no such permissions for %s: %s", group.name, ", ".join(sorted(missing)))
    group.permissions.add(*found)
