"""Django forms from a version: wagtailstreamforms' builder and base form, without its request path.

A form shows and takes back; what is posted is checked by the answers core (`forms_ext.answers`), as answers are that
come as JSON. A form class depends on the version, on which fields it asks and on the language, none of which ever
change, so classes are kept, and so are their fields: no form writes to one.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.utils.translation import get_language
from wagtailstreamforms.forms import BaseForm, FormBuilder

from forms_ext import schema, selectors
from forms_ext.answers.binding import Bound, bind_post
from forms_ext.answers.paths import Path, field_path, get, leaves, post_name, split
from forms_ext.answers.tree import Node, Plan
from forms_ext.answers.validation import Outcome, validate
from forms_ext.fields import Spec, field_type
from forms_ext.fields.bound import BoundAnswer
from forms_ext.fields.registry import heading, spec_of
from forms_ext.models import Attachment, FormDefinition
from persian.digits import localise

Section = tuple[Spec | None, list[forms.BoundField]]
Places = dict[str, tuple[Path, Node]]


class SharedFields(dict[str, forms.Field]):
    """The fields of a form class, used by its forms as they are: copying them was most of the time of a form."""

    def __deepcopy__(self, memo: Any) -> "SharedFields":
        return self


class VersionForm(BaseForm):
    """The form of one version. Names that the version does not have are never read from a POST.

    `answers` are those that it is filled with, `draft` those of the steps that it does not ask, `typed` texts that were
    refused before (by dotted path): they are shown again with what is wrong with them. `kept` has the attachments that
    are on the page, by the name of their field.
    """

    specs: tuple[Spec, ...] = ()
    version_id: int | None = None
    plan: Plan
    only: tuple[str, ...] | None = None
    asked: tuple[Node, ...] = ()
    bound_field_class = BoundAnswer
    # The leaves by the names of their inputs, where no group or row is asked: those are the same for every form.
    flat_places: Places = {}
    use_required_attribute = False
    needs_all = False

    def __init__(
        self,
        *args: Any,
        answers: Mapping[str, Any] | None = None,
        draft: Mapping[str, Any] | None = None,
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.answers, self.draft, self.typed = dict(answers or {}), draft, dict(typed or {})
        self.places = self.flat_places or _places(self.asked, self._skeleton())
        if not self.flat_places:
            shown = self.plan.fields(asks=True)
            self.fields = {name: shown[node.path] for name, (_path, node) in self.places.items()}
        self.initial: dict[str, Any] = self._filled_with() if self.answers or self.typed else {}
        self.outcome: Outcome | None = None
        self.kept: dict[str, Any] = self._find_kept() if self.file_names else {}

    def _skeleton(self) -> Mapping[str, Any]:
        return self._bound.answers if self.is_bound and self.plan.repeating else self.answers

    @cached_property
    def _bound(self) -> Bound:
        return bind_post(self.plan, self.data, self.files, prefix=self.prefix or "", only=self.only)

    def posted(self, name: str) -> Any:
        """The raw value that was posted for a field of this form; None for one that is computed."""
        path, _node = self.places[name]
        _leaf, raw = self._bound.leaves.get(path, (None, None))
        return raw

    def _filled_with(self) -> dict[str, Any]:
        found = {
            name: node.type.from_json(stored)
            for name, (path, node) in self.places.items()
            if (stored := get(self.answers, path)) is not None
        }
        return found | {post_name(split(path)): text for path, text in self.typed.items()}

    # ------------------------------------------------------------------------------------------------ files
    @property
    def file_names(self) -> list[str]:
        """The names of the file fields on the page."""
        return [name for name, (_path, node) in self.places.items() if node.spec.is_file]

    def _find_kept(self) -> dict[str, Any]:
        """One query for all kept files: those of the answers and the posted ones that are the user's own."""
        own = {name: _uuid(self.initial.get(name)) for name in self.file_names}
        wanted = {name: self._posted_file(name) for name in self.file_names} if self.is_bound else own
        named = {name: identifier for name, identifier in wanted.items() if identifier is not None}
        if not named:
            return {}
        mine = Q(record__isnull=True, uploaded_by=self.user) if self.user else Q(pk__in=[])
        of_answers = Q(pk__in=[identifier for identifier in own.values() if identifier])
        found = {a.pk: a for a in Attachment.objects.filter(mine | of_answers, pk__in=named.values())}
        return {name: found[identifier] for name, identifier in named.items() if identifier in found}

    def _posted_file(self, name: str) -> UUID | None:
        path, _node = self.places[name]
        key = self._bound.names.get(path, "")
        return None if self.data.get(f"{key}-clear") else _uuid(self.data.get(f"{key}-kept"))

    def keep(self, path: Path, attachment: Any) -> None:
        """From now on this file field shows, and is answered by, the attachment."""
        self.kept[post_name(path)] = attachment

    # ------------------------------------------------------------------------------------------------ validating
    def full_clean(self) -> None:
        """Validate what was posted, once. A form that was not posted says what is wrong with its refused texts."""
        self._errors = ErrorDict(renderer=self.renderer)
        # Django's form wants it; the answers are in `outcome`.
        self.cleaned_data: dict[str, Any] = {}
        if not self.is_bound:
            self._say_refused()
            return
        self.outcome = validate(
            self.plan,
            self._bound,
            before=self.answers,
            draft=self.draft,
            only=self.only,
            files=lambda _ids: {str(one.pk): one.field for one in self.kept.values()},
        )
        for path, error in self.outcome.errors.items():
            self._say(path, error)

    def _say_refused(self) -> None:
        for text_path, text in self.typed.items():
            path = split(text_path)
            node = self.plan.by_path.get(field_path(path))
            try:
                if node is not None and node.is_leaf:
                    self.plan.fields()[node.path].clean(text)
            except ValidationError as error:
                self._say(path, error)

    def require(self) -> None:
        """Mark every field of the page as needed. The fields themselves are shared, so the form takes its own."""
        for name, field in self.fields.items():
            if not field.required:
                self.fields = {**self.fields, name: copy(field)}
                self.fields[name].required = True
        self.needs_all = True

    def refuse(self, path: str, text: str) -> None:
        """Put a verb's complaint beside its field (a dotted path), or above the form where it is about none."""
        self.errors  # noqa: B018 - validated first
        self._say(split(path), ValidationError(text))

    def _say(self, path: Path, error: ValidationError) -> None:
        name = post_name(path)
        self.add_error(name if name in self.fields else None, error)

    @property
    def sections(self) -> Iterator[Section]:
        """Headings with the fields under them, for the template; the first heading may be missing."""
        self.errors  # noqa: B018 - validated before it is shown
        title: Spec | None = None
        bound: list[forms.BoundField] = []
        for spec in self.specs:
            if spec.is_content or spec.fields:
                if bound:
                    yield title, bound
                title, bound = spec if spec.is_content else None, []
            if spec.fields:
                yield from self._inner_sections(spec)
            elif spec.name in self.fields:
                bound.append(self[spec.name])
        if bound:
            yield title, bound

    def _inner_sections(self, spec: Spec) -> Iterator[Section]:
        """A group as one section, a repeating group as one for each row."""
        rows: dict[tuple[int, ...], list[forms.BoundField]] = {}
        for name, (path, _node) in self.places.items():
            if path[0] == spec.name:
                rows.setdefault(tuple(part for part in path if isinstance(part, int)), []).append(self[name])
        for numbers, bound in rows.items():
            number = "".join(f" {localise(one + 1)}" for one in numbers)
            yield heading(f"{spec.label}{number}"), bound


def _places(nodes: Iterable[Node], answers: Mapping[str, Any]) -> Places:
    return {post_name(path): (path, node) for path, node in leaves(nodes, answers)}


def _uuid(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


class VersionFormBuilder(FormBuilder):
    """Builds from specs; adds none of the package's hidden fields, which say which form a POST claims to be."""

    def __init__(
        self, specs: Iterable[Spec], version_id: int | None = None, plan: Plan | None = None, only: Any = None
    ) -> None:
        self.specs = tuple(specs)
        self.version_id, self.only = version_id, only
        self.plan = plan or Plan(self.specs)

    @property
    def formfields(self) -> dict[str, forms.Field]:
        asked = [spec for spec in self.specs if not spec.is_content and not spec.fields]
        return {spec.name: field_type(spec.type).form_field(spec) for spec in asked}

    def get_form_class(self) -> type[VersionForm]:
        asked = tuple(node for node in self.plan.nodes if self.only is None or node.name in self.only)
        about = {
            "specs": self.specs,
            "version_id": self.version_id,
            "plan": self.plan,
            "only": self.only,
            "asked": asked,
            "flat_places": _places(asked, {}) if all(node.is_leaf for node in asked) else {},
        }
        made: Any = type("PublishedForm", (VersionForm,), about)
        # Not as attributes of the class: a field may be named `plan` or `only`.
        made.base_fields = made.declared_fields = SharedFields(self.formfields)
        return made


@lru_cache(maxsize=512)
def _cached_class(version_id: int, digest: str, only: tuple[str, ...] | None, language: str) -> type[VersionForm]:
    of = selectors.version(version_id)
    return VersionFormBuilder(chosen(selectors.fields(of), only), version_id, selectors.plan(of), only).get_form_class()


def chosen(specs: Iterable[Spec], only: Iterable[str] | None) -> tuple[Spec, ...]:
    """The specs of these names, with the headings that still have fields under them; all where `only` is None."""
    if only is None:
        return tuple(specs)
    names = set(only)
    kept: list[Spec] = []
    for spec in specs:
        if spec.is_content:
            if kept and kept[-1].is_content:
                kept.pop()
            kept.append(spec)
        elif spec.name in names:
            kept.append(spec)
    while kept and kept[-1].is_content:
        kept.pop()
    return tuple(kept)


def form_class(version: Any, only: Iterable[str] | None = None) -> type[VersionForm]:
    """The (kept) form class of a version. Help texts name limits in words, so each language has its own."""
    names = None if only is None else tuple(only)
    return _cached_class(version.pk, version.digest, names, get_language() or "")


def draft_form(definition: FormDefinition) -> VersionForm:
    """The empty form of what is being edited, as far as its fields can be built yet: for the preview."""
    specs = [spec_of(item) for item in definition.named_items() if not schema.item_problems(item)]
    return VersionFormBuilder(specs).get_form_class()()
