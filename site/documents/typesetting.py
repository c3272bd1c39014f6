"""A PDF from a typst template and data.

The data reaches the template as one JSON text in `sys.inputs`, so that nothing that people typed is ever read as
typst's own language. Templates stand in `templates/documents/`; fonts are the site's own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock

import typst
from django.conf import settings

_compiling = Lock()


def pdf(template: str, data: Mapping[str, object]) -> bytes:
    """The document that `templates/documents/<template>` makes of `data` (plain JSON).

    About 10 ms once the process has read its fonts. One compiler a process holds them; its inputs are set for each
    document, so documents take turns.
    """
    text = json.dumps(data, ensure_ascii=False)
    with _compiling:
        made = _compiler().compile(str(_folder() / template), sys_inputs={"data": text}, format="pdf")
    if not isinstance(made, bytes):  # several files are only made where several pages are asked for as pictures
        raise TypeError("typst gave no single document")
    return made


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "templates" / "documents"


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(root=str(_folder()), font_paths=[str(settings.DOCUMENT_FONTS)], ignore_system_fonts=True)
