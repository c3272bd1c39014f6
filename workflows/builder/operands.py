"""What conditions and messages of a process may ask about: answers, decisions, facts of the case."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from forms_ext import selectors as forms
from forms_ext.conditions import FieldKind

CASE_KINDS = {
    "case.service": FieldKind.TEXT,
    "case.audience": FieldKind.CHOICES,
    "case.kind": FieldKind.CHOICE,
    "case.late": FieldKind.BOOLEAN,
    "case.submitted_on": FieldKind.DATE,
}


def case_labels() -> dict[str, str]:
    """The facts of a case in words."""
    return {
        "case.service": _("Code of the service"),
        "case.audience": _("Audience of the service"),
        "case.kind": _("Kind of case"),
        "case.late": _("Is late"),
        "case.submitted_on": _("Day of submission"),
    }


def answer_kinds() -> dict[str, FieldKind]:
    """Every field of every published form: `<form slug>.<field>`. One query."""
    return {name: kind for version in forms.published_forms() for name, kind in forms.field_kinds(version).items()}


def fact_kinds(nodes: Iterable[Mapping[str, Any]], answers: Mapping[str, FieldKind]) -> dict[str, FieldKind]:
    """All facts that the routes of these steps may ask about."""
    decisions = {f"decision.{node['name']}": FieldKind.CHOICE for node in nodes if node["type"] == "staff_task"}
    return {**answers, **CASE_KINDS, **decisions}


def operand_groups() -> list[dict[str, Any]]:
    """The facts that do not depend on the process, as groups of options for the editor's list. One query."""
    groups = [
        {
            "label": version.title,
            "options": [
                {
                    "value": f"{version.form.slug}.{spec.name}",
                    "label": spec.label,
                    "choices": [option._asdict() for option in spec.options],
                }
                for spec in forms.fields(version)
                if not spec.is_content
            ],
        }
        for version in forms.published_forms()
    ]
    case = [{"value": name, "label": label, "choices": []} for name, label in case_labels().items()]
    return [*groups, {"label": _("The request"), "options": case}]
