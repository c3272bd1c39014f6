"""Publishing in the admin goes through Wagtail; its signal is where a version is frozen."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published

from forms_ext.models import FormDefinition
from forms_ext.services import freeze
from forms_ext.versioning import went_live


@receiver(published, sender=FormDefinition, dispatch_uid="freeze_form_version")
def freeze_version(instance: FormDefinition, revision: Any, **kwargs: Any) -> None:
    """Freeze what went live."""
    if went_live(instance, revision):
        freeze(instance, revision.user)
