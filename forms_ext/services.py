"""What can be done with forms: publish, build, take answers and uploads, store them.

Answers travel as nested typed JSON (dates ISO 8601, numbers as text, files as attachment ids, nothing for what is
empty); only Django fields, at the edge, know Jalali dates and Persian digits.
"""

import hashlib
import logging
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forms_ext import access, extensions, schema, selectors, versioning
from forms_ext.answers.binding import bind_json
from forms_ext.answers.paths import dotted, get, leaves, put
from forms_ext.answers.validation import Outcome, validate
from forms_ext.form_building import VersionForm, form_class
from forms_ext.models import Attachment, FormDefinition, FormRecord, FormVersion, RecordRevision
from forms_ext.models.attachment import random_path
from forms_ext.upload_quota import Quota
from persian.text import fold

__all__ = [
    "NO_CONTEXT",
    "Context",
    "VersionForm",
    "build_form",
    "clean_answers",
    "publish_form",
    "purge_abandoned_attachments",
    "refused_texts",
    "save_record",
    "store_uploads",
    "validate_answers",
]

logger = logging.getLogger(__name__)

ABANDONED_AFTER = timedelta(days=7)
PURGE_BATCH = 500
LONGEST_NAME = 150

Answers = dict[str, Any]


class Context(NamedTuple):
    """What a change of answers is part of, in the words of the app that makes it: `("task", 12)`."""

    type: str
    id: int | None


NO_CONTEXT = Context("", None)


def publish_form(*, form: FormDefinition, user: User) -> FormVersion:
    """Publish the form as it stands and freeze it as a version (the last one again, if nothing changed).

    Raises `PermissionDenied`, and `ValidationError` for a form that cannot be filled.
    """
    version: FormVersion = versioning.publish(form, user=user, permission="forms_ext.publish_formdefinition")
    return version


def freeze(form: FormDefinition, user: User | None) -> FormVersion:
    """The version of what is live now: a new one, or the last where the content is the same.

    The gate of publishing. It validates by itself: Wagtail's own deferred validation works on shared block objects.
    Raises `ValidationError`.
    """
    items = form.named_items()

    def gate(last: FormVersion | None) -> None:
        found = schema.problems(items)
        if not found and last is not None:
            found = [text for _index, text in schema.renamed(items, last.schema["fields"])]
            found = found or extensions.needs_of(form, selectors.draft_facts(form.slug, items))
        if found:
            raise ValidationError({"fields": found})

    identity = (form.title, form.kind)
    version: FormVersion = versioning.freeze(form, content={"fields": items}, gate=gate, user=user, identity=identity)
    return version


def build_form(
    version: FormVersion,
    *,
    data: Any = None,
    files: Any = None,
    initial: Mapping[str, Any] | None = None,
    only: Iterable[str] | None = None,
    prefix: str | None = None,
    draft: Mapping[str, Any] | None = None,
    typed: Mapping[str, Any] | None = None,
    user: User | None = None,
) -> VersionForm:
    """A Django form of the version, bound where `data` is given. `initial` is typed JSON, as records hold it.

    `only` names the fields that are asked (a step, or what a person may write); `draft` has the answers to the others,
    which are settled together with it. `typed` are refused texts of a draft, by answer path: they are shown again.
    Attachments of `initial`, and those that a page of `user` posts back, are found by the form itself.
    """
    made = form_class(version, only)
    return made(data, files, answers=initial, prefix=prefix or None, draft=draft, typed=typed, user=user)


def store_uploads(form: VersionForm, *, user: User) -> dict[str, Attachment]:
    """Store the good files of a bound form, also of one that is refused for other fields, and keep them on its page.

    Returns the new attachments by answer path. Files that were refused are not stored; nor is one beyond the quota
    or one that finds the disk full: the form then says so at its field.
    """
    outcome = _validated(form)
    stored = {}
    quota = Quota.of(user) if outcome.uploads else None
    for path, (node, upload) in outcome.uploads.items():
        if quota is not None and not quota.take(node.path, upload.size or 0):
            form.refuse(dotted(path), _("You have uploaded too many files that were not sent yet. Send or try later."))
            continue
        try:
            attachment = _store(upload, node.path, user)
        except OSError:
            logger.exception("an upload could not be stored")
            form.refuse(dotted(path), _("The file could not be stored just now. Choose it again a little later."))
            continue
        form.keep(path, attachment)
        put(outcome.answers, path, str(attachment.pk))
        stored[dotted(path)] = attachment
    outcome.uploads.clear()
    return stored


def _validated(form: VersionForm) -> Outcome:
    form.errors  # noqa: B018 - validation happens here
    if form.outcome is None:
        raise ValueError("nothing was posted to this form")
    return form.outcome


def _store(upload: Any, field: str, user: User) -> Attachment:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    attachment = Attachment(
        field=field,
        original_name=shown_name(upload.name),
        content_type=upload.detected_content_type,
        size=upload.size,
        sha256=digest.hexdigest(),
        uploaded_by=user,
    )
    try:
        attachment.file.save(upload.name, upload, save=False)
    except OSError:
        _remove_partial(attachment)
        raise
    attachment.save(force_insert=True)
    return attachment


def _remove_partial(attachment: Attachment) -> None:
    """What a full disk left of a file. A storage that fails at this too must not hide the first failure."""
    with suppress(OSError):
        attachment.file.storage.delete(random_path(attachment, ""))


def shown_name(name: str) -> str:
    """A file's name as it is shown and sent back: no folders, no control characters, its end kept when cut."""
    name = fold(name.replace("\\", "/").rpartition("/")[2])
    name = "".join(character for character in name if character.isprintable()) or "file"
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}{dot}{extension}"


def clean_answers(form: VersionForm) -> Answers:
    """The answers of a bound form as typed JSON, with those of its `draft`. Refused and empty ones are not in it.

    Store the uploads first (`store_uploads`): an answer names an attachment, not a file.
    """
    outcome = _validated(form)
    if outcome.uploads:
        raise ValueError("store the uploads before reading the answers")
    return outcome.answers


def refused_texts(form: VersionForm) -> dict[str, Any]:
    """What was typed into a bound form and refused, by answer path, as a draft keeps it."""
    return {dotted(path): text for path, text in _validated(form).typed.items()}


def validate_answers(
    *,
    version: FormVersion,
    answers: Mapping[str, Any],
    user: User,
    record: FormRecord | None = None,
    only: Iterable[str] | None = None,
    draft: Mapping[str, Any] | None = None,
    complete: bool = True,
) -> Answers:
    """Typed JSON, checked by the version's own rules, as it will be stored: empty answers are not in it.

    Attachments must be the user's own unbound ones or already bound to `record`, and answer the field they were
    uploaded for. With `only` these names are asked, and the answers of `draft` to all others stand as they are.
    Unfinished work (`complete=False`) may lack what is needed. Raises `ValidationError` keyed by answer
    path (`owners.2.share`). One query where files are answered, none otherwise.
    """
    plan = selectors.plan(version)
    outcome = validate(
        plan,
        bind_json(plan, answers, only=only),
        before=record.answers if record is not None else None,
        only=only,
        draft=draft,
        files=lambda ids: _usable_files(ids, user, record),
        complete=complete,
    )
    if outcome.errors:
        raise ValidationError({dotted(path): error.error_list for path, error in outcome.errors.items()})
    return outcome.answers


def _usable_files(ids: Collection[str], user: User, record: FormRecord | None) -> dict[str, str]:
    """Of these attachments, those that the person may answer with: id to the path of their field."""
    mine = Q(record__isnull=True, uploaded_by=user)
    if record is not None:
        mine |= Q(record=record)
    return {str(pk): field for pk, field in Attachment.objects.filter(mine, pk__in=ids).values_list("pk", "field")}


@transaction.atomic
def save_record(
    *,
    version: FormVersion,
    answers: Answers,
    user: User | None,
    record: FormRecord | None = None,
    under: Context = NO_CONTEXT,
) -> FormRecord:
    """Write checked answers (`validate_answers`) to a new record, or over those of `record`, and bind their files.

    What stood in `record` before is kept as a `RecordRevision`, with `user` and what the change was part of (`under`);
    nothing is written where nothing changed. A file that an answer no longer names stays bound: what was once handed
    in is not lost. Queries: 1 for a new record, 2 for a changed one, and 1 more where files are answered. Raises
    `ValidationError` if the record or a file of it was taken by another change meanwhile.
    """
    if record is None:
        now = timezone.now()
        record = FormRecord.objects.create(
            version=version, answers=answers, created_by=user, created_at=now, updated_at=now
        )
    elif record.answers == answers and record.version_id == version.pk:
        return record
    else:
        _revise(record, version, answers, user, under)
    _bind(record, version, answers)
    return record


def _revise(record: FormRecord, version: FormVersion, answers: Answers, user: User | None, under: Context) -> None:
    """Keep what stands in the record as a revision, and write the answers over it: only over what was seen."""
    now, seen = timezone.now(), record.revision
    values = {"answers": answers, "version": version, "updated_at": now, "revision": seen + 1}
    if not FormRecord.objects.filter(pk=record.pk, revision=seen).update(**values):
        raise ValidationError(_("This form was changed by another person meanwhile."), code="stale")
    RecordRevision.objects.create(
        record=record,
        number=seen + 1,
        version_id=record.version_id,
        answers=record.answers,
        author=user,
        at=now,
        context_type=under.type,
        context_id=under.id,
    )
    record.answers, record.version, record.updated_at, record.revision = answers, version, now, seen + 1


def _bind(record: FormRecord, version: FormVersion, answers: Answers) -> None:
    plan = selectors.plan(version)
    ids = {get(answers, path) for path, node in leaves(plan.nodes, answers) if node.spec.is_file} - {None}
    if not ids:
        return
    bound = Attachment.objects.filter(Q(record__isnull=True) | Q(record=record), pk__in=ids).update(record=record)
    if bound != len(ids):
        raise ValidationError(_("A file of this form is already part of another. Choose it again."), code="file")


def purge_abandoned_attachments() -> int:
    """Delete uploads older than a week that no form was submitted with and no draft names. Returns how many.

    Bounded: at most 500 a call; the hourly task catches up. Those that are still wanted are passed over, however many
    they are. The row goes first, so that a crash leaves a file without a row, never a row without its file.
    """
    old = Attachment.objects.filter(record__isnull=True, created_at__lt=timezone.now() - ABANDONED_AFTER)
    purged, after = 0, None
    while purged < PURGE_BATCH:
        batch = list((old.filter(pk__gt=after) if after else old).order_by("pk")[:PURGE_BATCH])
        if not batch:
            break
        after = batch[-1].pk
        wanted = access.still_wanted([one.pk for one in batch])
        purged += sum(_purge(one) for one in batch if one.pk not in wanted)
    return purged


def _purge(attachment: Attachment) -> bool:
    # The condition again: a submission may have bound it since it was read.
    if not Attachment.objects.filter(pk=attachment.pk, record__isnull=True).delete()[0]:
        return False
    attachment.file.delete(save=False)
    return True
