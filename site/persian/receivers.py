"""What keeps the cached working calendar true, and an emptied database usable."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.signals import post_delete, post_migrate, post_save
from django.dispatch import receiver

from persian.models import Holiday, OfficeHours
from persian.seeding import seed_holidays, seed_office_hours
from persian.selectors import forget_working_calendar


@receiver([post_save, post_delete], sender=OfficeHours)
@receiver([post_save, post_delete], sender=Holiday)
def forget_changed_calendar(**kwargs: Any) -> None:
    """A saved or deleted row makes every process read the calendar again."""
    forget_working_calendar()


@receiver(post_migrate)
def refill_flushed_calendar(sender: Any, using: str, **kwargs: Any) -> None:
    """`flush` empties what the data migration filled; a calendar without any hours could tell no due date."""
    if sender.name != "persian" or using != DEFAULT_DB_ALIAS or not _has_tables() or OfficeHours.objects.exists():
        return
    seed_office_hours(OfficeHours)
    seed_holidays(Holiday)
    forget_working_calendar()


def _has_tables() -> bool:
    # Not while only another app is migrated, or this one to zero.
    return {OfficeHours._meta.db_table, Holiday._meta.db_table} <= set(connection.introspection.table_names())
