"""What can be done with forms: publish, build, take answers and uploads, store them.

Answers travel as typed JSON keyed by field name (dates ISO 8601, numbers as text, files as attachment ids); only
Django forms, at the edge, know Jalali dates and Persian digits.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from forms_ext import access, schema, versioning
from forms_ext.fields import field_type
from forms_ext.fields.json_values import fits
from forms_ext.form_building import VersionForm, chosen, form_class
from forms_ext.models import Attachment, FormDefinition, FormRecord, FormVersion, RecordRevision
from persian.text import fold

__all__ = [
    "NO_CONTEXT",
    "Context",
    "build_form",
    "clean_answers",
    "publish_form",
    "purge_abandoned_attachments",
    "save_record",
    "store_uploads",
    "validate_answers",
]

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
    kept: Mapping[str, Attachment] | None = None,
    user: User | None = None,
) -> VersionForm:
    """A Django form of the version, bound where `data` is given. `initial` is typed JSON, as records hold it.

    `only` names the fields that are asked (a step, or what a person may write). `kept` adds attachments by field;
    those of `initial`, and those that a page of `user` posts back, are found by the form itself.
    """
    form = form_class(version, only)
    values = {}
    for spec in form.specs:
        if not spec.is_content and initial and spec.name in initial:
            values[spec.name] = field_type(spec.type).from_json(initial[spec.name])
    return form(data, files, initial=values, prefix=prefix or None, kept=kept, user=user)


def store_uploads(form: VersionForm, *, user: User) -> dict[str, Attachment]:
    """Store the good files of a bound form, also of one that is refused for other fields, and keep them on its page.

    Returns the new attachments by field. Files that were refused are not stored.
    """
    form.errors  # noqa: B018 - cleaning happens here
    stored = {}
    for name, upload in form.new_uploads.items():
        attachment = _store(upload, name, user)
        form.keep(name, attachment)
        form.cleaned_data[name] = attachment
        stored[name] = attachment
    return stored


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
    attachment.file.save(upload.name, upload, save=False)
    attachment.save(force_insert=True)
    return attachment


def shown_name(name: str) -> str:
    """A file's name as it is shown and sent back: no folders, no control characters, its end kept when cut."""
    name = fold(name.replace("\\", "/").rpartition("/")[2])
    name = "".join(character for character in name if character.isprintable()) or "file"
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}{dot}{extension}"


def clean_answers(form: VersionForm) -> Answers:
    """The cleaned values of a bound form as typed JSON. Fields that were refused are left out.

    Store the uploads first (`store_uploads`): an answer names an attachment, not a file.
    """
    form.errors  # noqa: B018 - cleaning happens here
    if form.new_uploads:
        raise ValueError("store the uploads before reading the answers")
    return {
        spec.name: field_type(spec.type).to_json(form.cleaned_data[spec.name])
        for spec in form.specs
        if not spec.is_content and spec.name in form.cleaned_data
    }


def validate_answers(
    *,
    version: FormVersion,
    answers: Mapping[str, Any],
    user: User,
    record: FormRecord | None = None,
    only: Iterable[str] | None = None,
) -> Answers:
    """Typed JSON, checked by the version's own rules, as it will be stored.

    Attachments must be the user's own unbound ones or already bound to `record`, and answer the field they were
    uploaded for. Raises `ValidationError` keyed by field; a name that the version lacks is refused under `__all__`.
    One query where files are answered, none otherwise.
    """
    form = form_class(version, only)(user=user)
    errors: dict[str, list[Any]] = {}
    if unknown := sorted(set(answers) - set(form.fields)):
        errors[NON_FIELD_ERRORS] = [_("The form has no field “%(field)s”.") % {"field": unknown[0][:60]}]
    files = _own_attachments(form, answers, user, record)
    checked: Answers = {}
    for spec in form.specs:
        if spec.is_content:
            continue
        field, kind = form.fields[spec.name], field_type(spec.type)
        try:
            if spec.is_file:
                field.kept = _kept(files, spec.name, answers.get(spec.name))
                checked[spec.name] = kind.to_json(field.clean(None))
            else:
                value = _of_type(answers.get(spec.name), kind.json_schema(spec))
                checked[spec.name] = kind.to_json(field.clean(kind.from_json(value)))
        except ValidationError as error:
            errors[spec.name] = error.error_list
    if errors:
        raise ValidationError(errors)
    return checked


def _of_type(value: Any, declared: Mapping[str, Any]) -> Any:
    """The value, if it is of the declared JSON type and format: a list would be stored as its repr. Empty is None."""
    if value in (None, "", []):
        return None
    if fits(value, declared):
        return value
    raise ValidationError(_("The answer is not of the kind that this field takes."), code="json_type")


def _own_attachments(
    form: VersionForm, answers: Mapping[str, Any], user: User, record: FormRecord | None
) -> dict[str, Attachment]:
    ids = []
    for name in form.file_names:
        try:
            ids.append(UUID(str(answers.get(name))))
        except ValueError:
            continue
    if not ids:
        return {}
    mine = Q(record__isnull=True, uploaded_by=user)
    if record is not None:
        mine |= Q(record=record)
    return {str(one.pk): one for one in Attachment.objects.filter(mine, pk__in=ids)}


def _kept(files: Mapping[str, Attachment], name: str, identifier: Any) -> Attachment | None:
    if identifier in (None, ""):
        return None
    attachment = files.get(str(identifier))
    if attachment is None or attachment.field != name:
        raise ValidationError(_("This file is not available; choose it again."), code="file")
    return attachment


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
    specs = chosen(form_class(version).specs, None)
    ids = [answers[spec.name] for spec in specs if not spec.is_content and spec.is_file and answers.get(spec.name)]
    if not ids:
        return
    bound = Attachment.objects.filter(Q(record__isnull=True) | Q(record=record), pk__in=ids).update(record=record)
    if bound != len(set(ids)):
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
