"""What can be done with processes: publish them."""

import json
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from forms_ext import selectors as forms
from forms_ext import versioning
from forms_ext.conditions import operands
from forms_ext.models import FormDefinition
from organisation.models import Post
from workflows.builder import validation
from workflows.builder.spec_building import build_spec
from workflows.models import ProcessDefinition, ProcessVersion
from workflows.steps.registry import kind_of, kinds

__all__ = ["current_process_version", "draft_spec", "missing_forms", "publish_process"]


def publish_process(*, process: ProcessDefinition, user: User) -> ProcessVersion:
    """Publish the process as it stands and freeze it as a version (the last one again, if nothing changed).

    Running cases stay on theirs. Raises `PermissionDenied`, and `ValidationError` for a process that is not sound.
    """
    version: ProcessVersion = versioning.publish(process, user=user, permission="workflows.publish_processdefinition")
    return version


def draft_spec(process: ProcessDefinition) -> dict[str, Any]:
    """The specification of the process as it is being edited."""
    return spec_of_steps(process.title, process.steps.raw_data)


def spec_of_steps(title: str, raw_steps: Any) -> dict[str, Any]:
    """The specification of steps as they are stored, with the forms that are published now. One query."""
    published = forms.published_forms()
    versions = {version.form_id: version.pk for version in published}
    answers = {name: kind for version in published for name, kind in forms.field_kinds(version).items()}
    labels = {name: options for version in published for name, options in forms.option_values(version).items()}
    return build_spec(title, raw_steps, versions, answers, labels)


def freeze(process: ProcessDefinition, user: User | None) -> ProcessVersion:
    """The version of what is live now: a new one, or the last if nothing changed. Raises `ValidationError`."""
    spec = json.loads(json.dumps(draft_spec(process)))

    def gate(last: ProcessVersion | None) -> None:
        _lock_posts(spec)
        errors = [problem for problem in validation.check(spec) if problem.is_error]
        if errors:
            titles = {node["name"]: node["title"] for node in spec["nodes"]}
            raise ValidationError({"steps": [f"«{titles.get(p.step) or process.title}»: {p.message}" for p in errors]})

    version: ProcessVersion = versioning.freeze(process, content=spec, gate=gate, user=user)
    return version


def _lock_posts(spec: dict[str, Any]) -> None:
    """Hold the posts that the steps name until the version is there: who deactivates or deletes one at the same time
    waits, and then sees what names it; or was first, and the check sees that. Verbs of cases are not held up.
    """
    named = {post for node in spec["nodes"] for post in kind_of(node).posts(node)}
    list(Post.objects.select_for_update(no_key=True).filter(pk__in=named).order_by("pk").values_list("pk"))


def current_process_version(process: ProcessDefinition) -> ProcessVersion | None:
    """The version that a new case runs on: the newest of a process that is live."""
    return process.versions.order_by("-number").first() if process.live else None


def missing_forms(process: ProcessDefinition, request_form: Any) -> list[str]:
    """Titles of the forms that the published process asks about, but neither fills nor gets with the request."""
    version = current_process_version(process)
    if version is None:
        return []
    nodes = version.spec["nodes"]
    asked = {
        name.partition(".")[0]
        for node in nodes
        for condition in kind_of(node).conditions(node)
        for name in operands(condition.tree)
    } - {"case", *(kind.fact for kind in kinds)}
    filled = {form["form"] for node in nodes for form in kind_of(node).forms(node) if form["access"] == "write"}
    found = FormDefinition.objects.filter(slug__in=asked).exclude(pk__in=filled)
    return [form.title for form in found if request_form is None or form.pk != request_form.pk]
