"""SQL of hot reads and writes, built once and executed with fresh values.

Django builds a statement's SQL anew at each use, which costs more of the web process than running it. What repeats in
one shape is built once and kept:

- `reading`: a queryset with a `Slot` wherever a value changes, as tuples (`compiled`), objects (`compiled_models`)
  or their number (`compiled_count`);
- `writing`: INSERT and UPDATE of model instances (`insert`, `update`).

No value ever becomes part of the text. Everything here is for the default database.
"""

from statements.reading import (
    ModelStatement,
    Slot,
    Statement,
    compiled,
    compiled_count,
    compiled_models,
    numbered,
    one_of,
    slots,
    union_all,
)
from statements.writing import insert, update

__all__ = [
    "ModelStatement",
    "Slot",
    "Statement",
    "compiled",
    "compiled_count",
    "compiled_models",
    "insert",
    "numbered",
    "one_of",
    "slots",
    "union_all",
    "update",
]
