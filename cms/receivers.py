"""What makes kept pages and the kept organisation stale."""

from django.db.models.signals import post_delete, post_save
from wagtail import signals
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import PageViewRestriction, Site

from cms import organisation, page_cache
from cms.models import CataloguePage, HomePage, OrganisationSettings, ServiceCategory, ServicePage
from forms_ext.models import FormDefinition


def _drop_pages(**kwargs) -> None:
    page_cache.drop()


def _drop_what_is_gone(**kwargs) -> None:
    page_cache.drop(gone=True)


def _forget_organisation(**kwargs) -> None:
    organisation.forget()
    page_cache.drop()


def _renew_search_keys(instance: ServiceCategory, created: bool, **kwargs) -> None:
    """The category's name is part of what its services are found by."""
    if created:
        return
    services = list(instance.services.select_related("category"))
    for service in services:
        service.set_search_keys()
    ServicePage.objects.bulk_update(services, ["search_key"])


def connect() -> None:
    """Called once, when the app is ready."""
    signals.page_published.connect(_drop_pages, dispatch_uid="cms.drop_pages")
    for signal in (signals.page_unpublished, signals.post_page_move, signals.page_slug_changed):
        signal.connect(_drop_what_is_gone, dispatch_uid="cms.drop_pages")
    for model in (HomePage, CataloguePage, ServicePage, get_document_model()):
        post_delete.connect(_drop_what_is_gone, sender=model, dispatch_uid=f"cms.drop_pages.{model.__name__}")
    for model in (Site, PageViewRestriction):
        for signal in (post_save, post_delete):
            signal.connect(_drop_what_is_gone, sender=model, dispatch_uid=f"cms.drop_pages.{model.__name__}")
    for model in (ServiceCategory, FormDefinition):
        for signal in (post_save, post_delete):
            signal.connect(_drop_pages, sender=model, dispatch_uid=f"cms.drop_pages.{model.__name__}")
    post_save.connect(_drop_pages, sender=get_document_model(), dispatch_uid="cms.drop_pages.document_saved")
    for model in (OrganisationSettings, get_image_model()):
        for signal in (post_save, post_delete):
            signal.connect(_forget_organisation, sender=model, dispatch_uid=f"cms.organisation.{model.__name__}")
    post_save.connect(_renew_search_keys, sender=ServiceCategory, dispatch_uid="cms.search_keys")
