"""Home at `/` and catalogue at `/services/` in place of Wagtail's welcome page, in Persian.

Written on historical models, so without treebeard's methods: paths are the materialised path of four letters a level.
"""

import uuid

from django.conf import settings
from django.db import migrations
from django.utils import timezone

HOME = {"title": "میز خدمت الکترونیک", "slug": "home"}
CATALOGUE = {"title": "خدمات", "slug": "services"}


def _content_type(apps, model):
    ContentType = apps.get_model("contenttypes", "ContentType")
    return ContentType.objects.get_or_create(app_label="cms", model=model)[0]


def _free_path(Page, root):
    taken = Page.objects.filter(depth=2, path__startswith=root.path).order_by("path").last()
    step = int(taken.path[4:], 36) + 1 if taken else 1
    digits = ""
    while step:
        step, rest = divmod(step, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[rest] + digits
    return root.path + digits.rjust(4, "0")


def make_pages(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("cms", "HomePage")
    CataloguePage = apps.get_model("cms", "CataloguePage")
    if HomePage.objects.exists():
        return
    locale, _ = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    root = Page.objects.get(depth=1)
    welcome = Page.objects.filter(depth=2, slug="home", title__startswith="Welcome to your new Wagtail").first()
    now = timezone.now()
    common = {
        "locale": locale,
        "live": True,
        "has_unpublished_changes": False,
        "first_published_at": now,
        "last_published_at": now,
        "latest_revision_created_at": now,
    }
    path = welcome.path if welcome else _free_path(Page, root)
    if welcome:
        Site.objects.filter(root_page_id=welcome.pk).update(root_page_id=root.pk)
        welcome.delete()
    home = HomePage.objects.create(
        **HOME,
        **common,
        draft_title=HOME["title"],
        path=path,
        depth=2,
        numchild=1,
        url_path="/home/",
        translation_key=uuid.uuid4(),
        content_type=_content_type(apps, "homepage"),
    )
    CataloguePage.objects.create(
        **CATALOGUE,
        **common,
        draft_title=CATALOGUE["title"],
        path=path + "0001",
        depth=3,
        numchild=0,
        url_path="/home/services/",
        translation_key=uuid.uuid4(),
        content_type=_content_type(apps, "cataloguepage"),
    )
    root.numchild = Page.objects.filter(depth=2).count()
    root.save(update_fields=["numchild"])
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        site = Site(hostname="localhost", is_default_site=True)
    site.root_page_id = home.pk
    site.save()


class Migration(migrations.Migration):
    dependencies = [("cms", "0001_initial"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [migrations.RunPython(make_pages, migrations.RunPython.noop)]
