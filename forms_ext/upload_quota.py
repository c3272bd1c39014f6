"""How much a person may keep of uploads that belong to no sent form yet: abandoned ones stay for days."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings

from forms_ext.models import Attachment

if TYPE_CHECKING:
    from accounts.models import User


@dataclass
class Quota:
    """What is used already: files by field path, and bytes in all. Limits are the settings `UNBOUND_UPLOADS_*`.

    Two requests at the same time may each take the last place: the limit keeps a disk from filling, it is no
    accounting.
    """

    files: Counter[str]
    used: int

    @classmethod
    def of(cls, user: User) -> Quota:
        """One query, on the person's unbound uploads."""
        rows = list(Attachment.objects.filter(uploaded_by=user, record=None).values_list("field", "size"))
        return cls(Counter(field for field, _size in rows), sum(size for _field, size in rows))

    def take(self, field: str, size: int) -> bool:
        """Count one more file; False, and nothing counted, where it is too much."""
        if (
            self.files[field] >= settings.UNBOUND_UPLOADS_PER_FIELD
            or self.files.total() >= settings.UNBOUND_UPLOADS_PER_PERSON
            or self.used + size > settings.UNBOUND_UPLOAD_BYTES_PER_PERSON
        ):
            return False
        self.files[field] += 1
        self.used += size
        return True
