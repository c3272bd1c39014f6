"""Services and categories for tests, made as the editors' screens leave them: published, under the catalogue."""

from itertools import count

from django.utils.text import slugify

from cms.models import CataloguePage, ServiceCategory, ServicePage
from cms.site_tree import ensure_site_tree

_numbers = count(1)


def catalogue() -> CataloguePage:
    """The catalogue, made where a test emptied the database."""
    return ensure_site_tree()


def category(name: str = "ساختمان", **values) -> ServiceCategory:
    """A category of that name, made once."""
    return ServiceCategory.objects.get_or_create(name=name, defaults=values)[0]


def service_page(
    *, title: str = "صدور پروانه ساختمان", request_form=None, publish: bool = True, **values
) -> ServicePage:
    """A service under the catalogue, published unless `publish=False`. Other fields by name."""
    number = next(_numbers)
    values.setdefault("code", f"10{number:06}")
    values.setdefault("slug", slugify(title, allow_unicode=False) or f"service-{number}")
    values.setdefault("summary", "شرح کوتاه خدمت برای شهروندان.")
    page = ServicePage(title=title, request_form=request_form, live=publish, **values)
    # A fresh read: treebeard's counters on a shared instance would be stale after another test's rollback.
    CataloguePage.objects.get(pk=catalogue().pk).add_child(instance=page)
    if publish:
        page.save_revision().publish()
        page.refresh_from_db()
    return page
