"""What an uploaded file is, validated by its bytes: the declared content type is only the uploader's word.

A file is taken if its bytes are of an allowed kind and its extension is one of that kind's. Sources: the `filetype`
package's signatures, Pillow for images (which are decoded, within a limit on pixels), the parts of the container for
Office Open XML documents (ECMA-376, part 2).
"""

import zipfile
from dataclasses import dataclass
from typing import Any

import filetype
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image

from persian.digits import localise

MAX_PIXELS = 50_000_000
# A zip whose directory claims more than this unpacked is not looked into.
MAX_UNPACKED = 300 * 1024 * 1024


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its id, content type and the extensions that it goes by."""

    id: str
    content_type: str
    extensions: tuple[str, ...]


KINDS = {
    kind.id: kind
    for kind in (
        FileKind("pdf", "application/pdf", ("pdf",)),
        FileKind("jpeg", "image/jpeg", ("jpg", "jpeg")),
        FileKind("png", "image/png", ("png",)),
        FileKind("webp", "image/webp", ("webp",)),
        FileKind("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ("docx",)),
        FileKind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",)),
        FileKind("zip", "application/zip", ("zip",)),
    )
}
IMAGES = ("jpeg", "png", "webp")
_PILLOW = {"JPEG": "jpeg", "PNG": "png", "WEBP": "webp"}
_OFFICE = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}


def detect(upload: Any, *, allowed: tuple[str, ...], max_bytes: int) -> FileKind:
    """The kind of an upload (a Django `UploadedFile`). Raises `ValidationError`, in words for the uploader.

    Size first: nothing of a file that is too large is read.
    """
    if upload.size > max_bytes:
        raise ValidationError(
            _("The file is %(size)s MB; at most %(limit)s MB is possible."),
            code="too_large",
            params={"size": _megabytes(upload.size), "limit": _megabytes(max_bytes)},
        )
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    kind = _kind_of(upload)
    if kind is None or kind.id not in allowed:
        raise ValidationError(
            _("This file is not of a kind that is taken here. Send one of: %(kinds)s."),
            code="kind",
            params={"kinds": "، ".join(extension.upper() for extension in extensions(allowed))},
        )
    extension = upload.name.rpartition(".")[2].lower()
    if extension not in kind.extensions:
        raise ValidationError(
            _("The name ends in “%(extension)s”, but the content is %(kind)s. Send the file under its true name."),
            code="extension",
            params={"extension": extension[:20], "kind": kind.id.upper()},
        )
    return kind


def extensions(allowed: tuple[str, ...]) -> list[str]:
    """The extensions of these kinds."""
    return [extension for kind in allowed for extension in KINDS[kind].extensions]


def _megabytes(size: int) -> str:
    return localise(f"{size / 1024 / 1024:.1f}".removesuffix(".0"))


def _kind_of(upload: Any) -> FileKind | None:
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    guess = filetype.guess(head)
    extension = guess.extension if guess else ""
    if extension == "pdf":
        return KINDS["pdf"]
    if extension in {"jpg", "png", "webp"}:
        return _image_kind(upload)
    if extension in {"zip", "docx", "xlsx"}:
        return _container_kind(upload)
    return None


def _image_kind(upload: Any) -> FileKind | None:
    try:
        with Image.open(upload) as image:
            if image.width * image.height > MAX_PIXELS:
                raise ValidationError(_("The picture has too many pixels; send a smaller one."), code="pixels")
            image.verify()
            return KINDS.get(_PILLOW.get(image.format or "", ""))
    except ValidationError:
        raise
    except Exception:
        return None
    finally:
        upload.seek(0)


def _container_kind(upload: Any) -> FileKind | None:
    try:
        with zipfile.ZipFile(upload) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                return None
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return None
    finally:
        upload.seek(0)
    if "[Content_Types].xml" in names:
        found = next((kind for part, kind in _OFFICE.items() if part in names), None)
        return KINDS[found] if found and "vbaProject.bin" not in {n.rpartition("/")[2] for n in names} else None
    return KINDS["zip"]
