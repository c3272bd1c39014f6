"""The pages that the desk cannot do without: home and catalogue, under a default site, in Persian."""

from django.conf import settings
from wagtail.models import Locale, Page, Site

from cms.models import CataloguePage, HomePage


def ensure_site_tree() -> CataloguePage:
    """Make what is missing of root, home, catalogue and default site; return the catalogue.

    An installation has them from its migrations. A database that was emptied (a test's, a restore's) has not.
    """
    if (catalogue := CataloguePage.objects.first()) is not None:
        return catalogue
    Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root")
    home = HomePage.objects.first() or root.add_child(
        instance=HomePage(title="میز خدمت الکترونیک", slug="home", show_in_menus=False)
    )
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    site.root_page = home
    site.save()
    return home.add_child(instance=CataloguePage(title="خدمات", slug="services"))


def after_migrate(sender, **kwargs) -> None:
    """A flushed database gets its pages back; one that has a site is left as it is."""
    if not Site.objects.exists():
        ensure_site_tree()
