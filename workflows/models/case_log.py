"""How Wagtail's site history report reads the case log: the manager and the derived columns that it asks a log model
for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.log_actions import LogFormatter
from wagtail.log_actions import registry as log_registry

from accounts.roles import is_administrator, is_manager
from organisation.models import Appointment
from workflows import events

if TYPE_CHECKING:
    from accounts.models import User
    from workflows.models.case import Case, CaseLogEntry


def _case_type() -> ContentType:
    return ContentType.objects.get_by_natural_key("workflows", "case")


class CaseLogQuerySet(models.QuerySet["CaseLogEntry"]):
    """The report's questions, answered without reading the whole table: filters list the vocabulary and the staff."""

    def get_actions(self) -> set[str]:
        return set(events.LABELS)

    def get_user_ids(self) -> set[int]:
        """People who hold or held a post. Citizens are too many for a list to choose from."""
        return set(Appointment.objects.order_by().values_list("person_id", flat=True).distinct())

    def get_content_type_ids(self) -> set[int]:
        return {_case_type().pk}

    def filter_on_content_type(self, content_type: ContentType) -> CaseLogQuerySet:
        return self if content_type.pk == _case_type().pk else self.none()

    def prefetch_related(self, *lookups: Any) -> Any:
        """`content_type` is derived: there is nothing to fetch."""
        return super().prefetch_related(*(lookup for lookup in lookups if lookup != "content_type"))

    def with_instances(self) -> Iterator[tuple[CaseLogEntry, Case]]:
        entries: Any = self.select_related("case")
        for entry in entries:
            entry.label = entry.case.code
            yield entry, entry.case


class CaseLogManager(models.Manager.from_queryset(CaseLogQuerySet)):  # type: ignore[misc]
    """Adds what Wagtail's registry calls on a log model's manager."""

    def viewable_by_user(self, user: User) -> CaseLogQuerySet:
        """All of it to administrators and managers, nothing to others. `label` is there to be filtered on."""
        if user.is_superuser or is_administrator(user) or is_manager(user):
            return self.annotate(label=F("case__code")).order_by("-timestamp")
        return self.none().annotate(label=F("case__code"))

    def for_instance(self, case: Case) -> CaseLogQuerySet:
        return self.filter(case=case)

    def get_for_model(self, model: type[models.Model]) -> CaseLogQuerySet:
        return self.all() if model._meta.label == "workflows.Case" else self.none()

    def get_for_user(self, user_id: int) -> CaseLogQuerySet:
        return self.filter(user=user_id)

    def log_action(self, instance: Case, action: str, user: User | None = None, **kwargs: Any) -> CaseLogEntry:
        """What `wagtail.log_actions.log(case, action)` calls. Verbs write through their ledger instead, in bulk."""
        return self.create(case=instance, action=action, user=user, data=kwargs.get("data") or {})


class DescribedForTheReport:
    """What the report's template asks of an entry beyond its columns."""

    action: str
    revision = None
    comment = ""

    @property
    def content_type(self) -> ContentType:
        return _case_type()

    @property
    def formatter(self) -> LogFormatter | None:
        return log_registry.get_formatter(self)

    @property
    def message(self) -> str:
        return events.label(self.action)

    @property
    def user_display_name(self) -> str:
        user = getattr(self, "user", None)
        return str(user) if user else _("system")

    @property
    def object_verbose_name(self) -> str:
        return str(_case_type().model_class()._meta.verbose_name)  # type: ignore[union-attr]

    def object_id(self) -> str:
        return str(getattr(self, "case_id", ""))
