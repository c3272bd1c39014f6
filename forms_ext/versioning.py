"""Draft, gate, freeze, number, digest: what a definition and its published versions are, told once.

A definition is edited as Wagtail's draft. Publishing it, on whichever way, passes its gate and freezes what is live as
an immutable, numbered version, in one transaction. `FormDefinition` with `FormVersion`, and `ProcessDefinition` with
`ProcessVersion`, stand on this.
"""

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from forms_ext.append_only import AppendOnlyModel

if TYPE_CHECKING:
    from accounts.models import User

__all__ = ["FrozenVersion", "VersionedDefinition", "freeze", "publish", "went_live"]

Gate = Callable[[Any], None]


class VersionedDefinition(PreviewableMixin, LockableMixin, DraftStateMixin, RevisionMixin, index.Indexed, models.Model):
    """What an editor drafts, previews and publishes. Its versions are `versions`, made by `freeze`.

    A subclass adds the `GenericRelation` named `_revisions`, and listens to Wagtail's `published` to freeze.
    """

    class Meta:
        abstract = True

    @property
    def revisions(self) -> Any:
        return self._revisions

    @property
    def last_version(self) -> Any:
        """The newest version, its definition with it, or None."""
        if self.pk is None:
            return None
        versions = self.versions
        return versions.select_related(versions.field.name).order_by("-number").first()

    def publish(self, *args: Any, **kwargs: Any) -> None:
        """Publish, and freeze a version with it: both or neither. The freezing listens to Wagtail's own signal."""
        with transaction.atomic():
            super().publish(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> None:
        """Withdraw it. Raises `ValidationError` while something that is published needs it."""
        with transaction.atomic():
            if reasons := self.why_not_unpublished():
                raise ValidationError(reasons)
            super().unpublish(*args, **kwargs)

    def why_not_unpublished(self) -> list[str]:
        """What needs it to be published, in words."""
        return []

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """What was ever published stays: others name its versions."""
        if reason := self.why_not_deleted():
            raise ValidationError(reason)
        return super().delete(*args, **kwargs)

    def why_not_deleted(self) -> str:
        """Why it cannot be deleted, in words; empty when it can."""
        raise NotImplementedError


class FrozenVersion(AppendOnlyModel):
    """An immutable, numbered publication of a definition. Neither Python nor the database lets it change."""

    changed_message = _("A published version never changes.")
    deleted_message = _("A published version is never deleted.")
    # The JSON field of what was published.
    content_field: ClassVar[str]

    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=150)
    digest = models.CharField(_("SHA-256"), max_length=64)
    created_at = models.DateTimeField(_("published"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("publisher")
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


def publish(definition: Any, *, user: "User", permission: str) -> Any:
    """Publish a definition as it stands; its version (the last one again, if nothing changed).

    Raises `PermissionDenied`, and `ValidationError` where the gate refuses.
    """
    if not user.has_perm(permission):
        raise PermissionDenied
    with transaction.atomic():
        if definition.pk is None:
            definition.live = False
            definition.save()
        definition.save_revision(user=user).publish(user=user)
        definition.refresh_from_db()
        return definition.last_version


def freeze(
    definition: Any, *, content: dict[str, Any], gate: Gate, user: "User | None", identity: tuple[str, ...] = ()
) -> Any:
    """The version of what is live now: a new one, or the last where `content` and `identity` are the same.

    `gate` is called with the last version (or None) and raises `ValidationError` for what must not be published.
    The last version is locked meanwhile, so that two publications get two numbers.
    """
    versions = definition.versions
    last = versions.select_for_update().order_by("-number").first()
    gate(last)
    digest = _digest(content, identity)
    if last is not None and last.digest == digest:
        return last
    return versions.create(
        number=last.number + 1 if last is not None else 1,
        title=definition.title,
        digest=digest,
        created_by=user,
        **{versions.model.content_field: content},
    )


def _digest(content: dict[str, Any], identity: tuple[str, ...]) -> str:
    text = json.dumps([*identity, content], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def went_live(definition: Any, revision: Any) -> bool:
    """Whether Wagtail's `published` was sent for what is live now: it is also sent when publishing is scheduled."""
    return bool(definition.live and definition.live_revision_id == revision.pk)
