"""Tables of the form designer."""

from forms_ext.models.attachment import Attachment
from forms_ext.models.definition import FormDefinition
from forms_ext.models.record import FormRecord, RecordRevision
from forms_ext.models.version import FormVersion

__all__ = ["Attachment", "FormDefinition", "FormRecord", "FormVersion", "RecordRevision"]
