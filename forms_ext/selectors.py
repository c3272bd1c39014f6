"""What can be read of forms. Versions never change, so they are kept in the process once read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils import timezone

from accounts.models import User
from forms_ext import access
from forms_ext.answers.kinds import FieldKind
from forms_ext.answers.paths import Path, dotted, get, leaves
from forms_ext.answers.settling import settle
from forms_ext.answers.tree import Node, Plan
from forms_ext.changes import RecordChange, changed_files, changes
from forms_ext.conditions import Fact
from forms_ext.fields import Spec, field_type
from forms_ext.fields.registry import spec_of
from forms_ext.models import Attachment, FormDefinition, FormRecord, FormVersion, RecordRevision
from persian.digits import localise

__all__ = [
    "DisplayRow",
    "FieldSpec",
    "RecordChange",
    "Step",
    "attachment_for",
    "current_version",
    "display_rows",
    "draft_facts",
    "field_facts",
    "field_kinds",
    "field_labels",
    "fields",
    "form_keys",
    "open_fields",
    "option_values",
    "plan",
    "published_forms",
    "record_changes",
    "steps",
    "version",
]

FieldSpec = Spec
MOST_CHANGES = 200


@dataclass(frozen=True)
class Step:
    """One step of filling: a heading and the fields under it."""

    title: str
    fields: tuple[Spec, ...]

    @property
    def names(self) -> list[str]:
        return [spec.name for spec in self.fields if not spec.is_content]


@dataclass(frozen=True)
class DisplayRow:
    """One answer in words, named by its path. `attachment` is set for files; headings have `is_heading` and no text."""

    name: str
    label: str
    kind: str
    text: str
    attachment: Attachment | None = None
    is_heading: bool = False

    @property
    def attachment_id(self) -> UUID | None:
        return self.attachment.pk if self.attachment else None

    @property
    def is_empty(self) -> bool:
        return not self.text and self.attachment is None


@lru_cache(maxsize=1024)
def version(pk: int) -> FormVersion:
    """The version, with its form. Raises `FormVersion.DoesNotExist`."""
    return FormVersion.objects.select_related("form").get(pk=pk)


def current_version(form: FormDefinition | None) -> FormVersion | None:
    """What an application would be filled on now: the newest version of a form that is live."""
    if form is None or not form.live:
        return None
    return FormVersion.objects.filter(form=form).order_by("-number").first()


@lru_cache(maxsize=1024)
def _fields(pk: int, digest: str) -> tuple[Spec, ...]:
    return tuple(spec_of(item) for item in version(pk).schema["fields"])


def fields(of: FormVersion) -> tuple[Spec, ...]:
    """The fields of a version in their order, headings among them."""
    return _fields(of.pk, of.digest)


def steps(of: FormVersion) -> list[Step]:
    """The form as steps: every heading starts one. A heading with nothing under it is dropped."""
    found: list[Step] = []
    title = ""
    members: list[Spec] = []
    for spec in fields(of):
        if spec.is_content:
            if any(not one.is_content for one in members):
                found.append(Step(title, tuple(members)))
            title, members = spec.label, [spec]
        else:
            members.append(spec)
    if any(not one.is_content for one in members):
        found.append(Step(title, tuple(members)))
    return found


@lru_cache(maxsize=1024)
def _plan(pk: int, digest: str) -> Plan:
    return Plan(fields(version(pk)))


def plan(of: FormVersion) -> Plan:
    """The version compiled for the answers core: its tree, rules and Django fields. Kept in the process."""
    return _plan(of.pk, of.digest)


def open_fields(of: FormVersion, answers: Mapping[str, Any]) -> dict[str, str]:
    """Labels of the fields that can be answered beside these answers, by name: none that is hidden, read only or
    computed. A group counts as one field. No query.
    """
    tree = plan(of)
    settled = settle(tree, answers, before=answers, facts={"today": timezone.localdate()})
    return {
        node.name: node.spec.label
        for node in tree.nodes
        if not node.spec.is_content and not node.is_computed and not settled.is_closed((node.name,))
    }


def display_rows(
    of: FormVersion, answers: Mapping[str, Any], *, attachments: Mapping[str, Attachment] | None = None
) -> list[DisplayRow]:
    """Every field of the version with its answer in words: Jalali dates, digits of the language, labels of choices.

    A group, and each row of a repeating group, is a heading with its fields below. Rows are named by answer path. One
    query where files were answered, none otherwise; none at all with `attachments` (by answer path) given.
    """
    if attachments is None:
        attachments = _attachments(plan(of), answers)
    return list(_rows(fields(of), answers, (), attachments))


def _rows(
    specs: Iterable[Spec], answers: Mapping[str, Any], around: Path, files: Mapping[str, Attachment]
) -> Iterator[DisplayRow]:
    for spec in specs:
        path = (*around, spec.name)
        if spec.is_content:
            yield _heading("", spec.label)
        elif spec.kind == FieldKind.GROUP:
            yield _heading(dotted(path), spec.label)
            yield from _rows(spec.fields, answers.get(spec.name) or {}, path, files)
        elif spec.kind == FieldKind.ROWS:
            for number, row in enumerate(answers.get(spec.name) or ()):
                yield _heading(dotted((*path, number)), f"{spec.label} {localise(number + 1)}")
                yield from _rows(spec.fields, row, (*path, number), files)
        else:
            yield _answer(spec, answers.get(spec.name), files.get(dotted(path)), dotted(path))


def _heading(name: str, label: str) -> DisplayRow:
    return DisplayRow(name, label, "heading", "", is_heading=True)


def _answer(spec: Spec, stored: Any, attachment: Attachment | None, name: str) -> DisplayRow:
    if spec.is_file:
        return DisplayRow(name, spec.label, spec.type, attachment.original_name if attachment else "", attachment)
    return DisplayRow(name, spec.label, spec.type, field_type(spec.type).display(stored, spec))


def _attachments(of: Plan, answers: Mapping[str, Any]) -> dict[str, Attachment]:
    named = {
        dotted(path): str(identifier)
        for path, node in leaves(of.nodes, answers)
        if node.spec.is_file and (identifier := get(answers, path))
    }
    if not named:
        return {}
    found = {str(one.pk): one for one in Attachment.objects.filter(pk__in=set(named.values()))}
    return {path: found[pk] for path, pk in named.items() if pk in found}


def record_changes(records: Iterable[FormRecord]) -> list[RecordChange]:
    """What changed in these records, the newest change first; at most the latest 200, changes without words left out.

    No query where none was ever changed; else one, and one more where files changed.
    """
    changed = {record.pk: record for record in records if record.revision}
    if not changed:
        return []
    found = RecordRevision.objects.filter(record__in=changed).select_related("author").order_by("-at", "-id")
    states = _states(changed, found[:MOST_CHANGES])
    names = _file_names({one for state in states for one in _files_of(*state)})
    shown = [_record_change(*state, names) for state in states]
    return [change for change in shown if change.rows]


def _states(
    records: Mapping[int, FormRecord], revisions: Iterable[RecordRevision]
) -> list[tuple[RecordRevision, Mapping[str, Any], FormVersion]]:
    """Each revision with the answers and the version that it led to, the newest first."""
    after = {pk: (record.answers, version(record.version_id)) for pk, record in records.items()}
    states = []
    for revision in revisions:
        states.append((revision, *after[revision.record_id]))
        after[revision.record_id] = (revision.answers, version(revision.version_id))
    return states


def _files_of(revision: RecordRevision, after: Mapping[str, Any], of: FormVersion) -> set[str]:
    specs = [*fields(of), *fields(version(revision.version_id))]
    return changed_files(revision.answers, after, specs)


def _file_names(ids: Iterable[str]) -> dict[str, str]:
    wanted = set(ids)
    if not wanted:
        return {}
    return {str(pk): name for pk, name in Attachment.objects.filter(pk__in=wanted).values_list("pk", "original_name")}


def _record_change(
    revision: RecordRevision, after: Mapping[str, Any], of: FormVersion, names: Mapping[str, str]
) -> RecordChange:
    before = fields(version(revision.version_id)) if revision.version_id != of.pk else None
    rows = changes(revision.answers, after, fields(of), fields_before=before, files=names)
    return RecordChange(revision.record_id, of.title, revision.at, revision.author, revision.context, rows)


def attachment_for(user: User | AnonymousUser, pk: UUID) -> Attachment:
    """The attachment, if the person may read it; else `Http404`, which tells nobody whether it exists."""
    attachment = Attachment.objects.select_related("record").filter(pk=pk).first()
    if attachment is None or not access.may_read(user, attachment):
        raise Http404
    return attachment


def published_forms() -> list[FormVersion]:
    """The current version of every live form, by title. One query."""
    live = FormVersion.objects.filter(form__live=True).select_related("form").order_by("form__title", "form_id")
    newest: dict[int, FormVersion] = {}
    for one in live:
        kept = newest.get(one.form_id)
        if kept is None or one.number > kept.number:
            newest[one.form_id] = one
    return list(newest.values())


def form_keys() -> list[tuple[str, str]]:
    """`(slug, title)` of every live form."""
    return [(one.form.slug, one.title) for one in published_forms()]


def option_values(of: FormVersion) -> dict[str, dict[str, str]]:
    """The stored values of the version's options by label, of each field that offers some, named as kinds are."""
    return {
        f"{of.form.slug}.{node.path}": {option.label: option.value for option in node.spec.options}
        for node in plan(of).by_path.values()
        if node.spec.options and not node.rows
    }


def field_kinds(of: FormVersion) -> dict[str, FieldKind]:
    """The kinds of the version's fields as conditions name them: `<form slug>.<field path>`.

    A field inside rows has many answers, so a condition cannot ask about it; whether there are rows, it can.
    """
    return {f"{of.form.slug}.{node.path}": node.kind for node in plan(of).by_path.values() if not node.rows}


def field_facts(of: FormVersion) -> dict[str, Fact]:
    """What conditions may ask of the version's fields, named as `field_kinds` names them."""
    return _facts(of.form.slug, plan(of))


def draft_facts(slug: str, items: Iterable[Mapping[str, Any]]) -> dict[str, Fact]:
    """The same of a form that is not published yet: of the named items of its stream."""
    return _facts(slug, Plan([spec_of(item) for item in items]))


def _facts(slug: str, of: Plan) -> dict[str, Fact]:
    return {f"{slug}.{node.path}": _fact(node) for node in of.by_path.values() if not node.rows}


def _fact(node: Node) -> Fact:
    operators = node.type.operators if node.is_leaf else None
    values = {option.value for option in node.spec.options} if node.spec.options else None
    return Fact(node.kind, operators, values)


def field_labels(of: FormVersion) -> dict[str, str]:
    """The labels of the version's fields by field path."""
    return {node.path: node.spec.label for node in plan(of).by_path.values()}
