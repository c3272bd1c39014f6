"""The field types of the form designer.

To add one: subclass `FieldType` in a module of this package, decorate it with `@register`, import the module below.
A type says what its editor sets (`parameter_blocks`), which Django field asks for the answer (`form_field`), how the
answer is stored (`to_json`, `from_json`: plain typed JSON), declared to other software (`json_schema`) and shown
(`display`, and in spreadsheets `to_cell`), and of what kind it is in conditions (`kind`, `operators`).
"""

from forms_ext.fields.registry import FieldType, Option, Spec, field_type, field_types, register

__all__ = ["FieldType", "Option", "Spec", "field_type", "field_types", "register"]

# Importing registers; the order is the order in which the designer offers them.
from forms_ext.fields import text  # isort: skip
from forms_ext.fields import number  # isort: skip
from forms_ext.fields import choice  # isort: skip
from forms_ext.fields import dates  # isort: skip
from forms_ext.fields import identity  # isort: skip
from forms_ext.fields import upload  # isort: skip
from forms_ext.fields import heading  # isort: skip

_MODULES = (text, number, choice, dates, identity, upload, heading)
