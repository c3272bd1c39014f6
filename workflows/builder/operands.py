"""What the editor of a process may ask about in conditions, as groups for its lists."""

from typing import Any

from django.utils.translation import gettext as _

from forms_ext import selectors as forms


def case_labels() -> dict[str, str]:
    """The facts of a case in words."""
    return {
        "case.service": _("Code of the service"),
        "case.audience": _("Audience of the service"),
        "case.kind": _("Kind of case"),
        "case.late": _("Is late"),
        "case.submitted_on": _("Day of submission"),
    }


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
