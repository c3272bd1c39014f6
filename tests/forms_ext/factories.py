"""Published forms for tests."""

from itertools import count
from typing import Any

from accounts.models import User
from forms_ext import services
from forms_ext.models import FormDefinition, FormVersion

_numbers = count(1)


def stream_item(field: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """A flat description (`type`, `label`, `name`, settings) as an item of the designer's stream.

    `options` is `{value: label}`, or a list of labels, of which the values are made.
    """
    value = {name: setting for name, setting in field.items() if name not in {"type", "kind"}}
    if (options := value.get("options")) is not None:
        pairs = options.items() if isinstance(options, dict) else [("", label) for label in options]
        value["options"] = [{"value": one, "label": label} for one, label in pairs]
    return field["type"], value


def form_definition(title: str, fields: list[dict[str, Any]], **values: Any) -> FormDefinition:
    """An unpublished form."""
    definition = FormDefinition(title=title, **values)
    definition.fields = [stream_item(field) for field in fields]
    return definition


def published_form(title: str, fields: list[dict[str, Any]], **values: Any) -> FormVersion:
    """The first version of a new form, published through the verb."""
    values.setdefault("slug", f"form_{next(_numbers)}")
    publisher = User.objects.filter(is_superuser=True).first() or User.objects.create(
        username=f"publisher{next(_numbers)}", is_superuser=True
    )
    return services.publish_form(form=form_definition(title, fields, **values), user=publisher)
