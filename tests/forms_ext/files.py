"""Small true and false files."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + b"\x00" * 200
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A posted file; its declared type is a lie, since nothing may rest on it."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def large(name: str, size: int) -> SimpleUploadedFile:
    """A PDF that says it has `size` bytes: a size limit that reads none of them is not costly to test."""
    file = upload(name, PDF)
    file.size = size
    return file


def picture(form: str = "PNG", size: tuple[int, int] = (3, 2)) -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, form)
    return stream.getvalue()


def container(*parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for part in parts:
            archive.writestr(part, "<x/>")
    return stream.getvalue()


def docx(*more: str) -> bytes:
    return container("[Content_Types].xml", "word/document.xml", *more)
