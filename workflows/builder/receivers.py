"""Publishing in the admin goes through Wagtail; its signal is where a version is frozen."""

from typing import Any

from django.dispatch import receiver
from wagtail.signals import published

from cms import page_cache
from forms_ext.versioning import went_live
from workflows.builder.services import freeze
from workflows.models import ProcessDefinition


@receiver(published, sender=ProcessDefinition, dispatch_uid="freeze_process_version")
def freeze_version(instance: ProcessDefinition, revision: Any, **kwargs: Any) -> None:
    """Freeze what went live."""
    if went_live(instance, revision):
        freeze(instance, revision.user)
        # Service pages show the steps of their process.
        page_cache.drop()
