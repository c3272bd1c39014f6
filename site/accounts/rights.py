"""Who may change which account and give which rights: nobody lifts anyone, themselves included, above themselves.

Whoever administers people reaches as far as their own permissions; administrators of the system also as far as the
roles that come with it, which they are there to give. A superuser reaches everything. An account or a group that holds
more is out of reach: not to be changed, closed, deleted or given, on any way.
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q, QuerySet

from accounts import roles
from accounts.models import User

__all__ = ["groups_within", "may_administer", "people_beyond", "permissions_within"]


def may_administer(*, by: User, person: User) -> bool:
    """Whether `by` may change, close, delete or give roles to this account."""
    return by.has_perm("accounts.change_user") and not people_beyond(by).filter(pk=person.pk).exists()


def people_beyond(by: User) -> QuerySet[User]:
    """Superusers and people who hold a permission that is out of this person's reach; of closed accounts, too."""
    if _is_unbounded(by):
        return User.objects.none()
    missing = _beyond(by)
    lifted = Q(is_superuser=True) | Q(user_permissions__in=missing) | Q(groups__permissions__in=missing)
    return User.objects.filter(pk__in=User.objects.filter(lifted).values("pk"))


def groups_within(by: User) -> QuerySet[Group]:
    """The groups that `by` may give, change and delete: those that hold nothing out of reach."""
    if _is_unbounded(by):
        return Group.objects.all()
    return Group.objects.exclude(pk__in=Group.objects.filter(permissions__in=_beyond(by)).values("pk"))


def permissions_within(by: User) -> QuerySet[Permission]:
    """The permissions that `by` may give to a group."""
    if _is_unbounded(by):
        return Permission.objects.all()
    return Permission.objects.exclude(pk__in=_beyond(by))


def _is_unbounded(by: User) -> bool:
    return by.is_active and by.is_superuser


def _beyond(by: User) -> list[int]:
    """Keys of the permissions out of reach."""
    reach = set(by.get_all_permissions())
    if roles.is_administrator(by):
        reach = reach.union(*(roles.registered(role) for role in roles.ROLES))
    named = Permission.objects.order_by().values_list("pk", "content_type__app_label", "codename")
    return [key for key, app_label, codename in named if f"{app_label}.{codename}" not in reach]
