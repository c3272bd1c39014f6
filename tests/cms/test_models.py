"""What the tables and the editor refuse, each at its field."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cms.colours import contrast, parse, shades, validate_accent
from cms.models import ServiceCategory, ServicePage
from tests.cms.factories import service_page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"cost_kind": "fixed"}, "cost_amount"),
        ({"cost_kind": "free", "cost_amount": 5}, "cost_amount"),
        ({"cost_kind": "described"}, "cost_description"),
        ({"for_citizens": False}, "for_citizens"),
        ({"promised_working_days": 0}, "promised_working_days"),
    ],
)
def test_a_contradiction_is_told_at_its_field(values, field):
    page = ServicePage(title="خدمت", slug="s", code="1", **values)
    with pytest.raises(ValidationError) as refused:
        page.full_clean(exclude=["path", "depth"])
    assert field in refused.value.message_dict


@pytest.mark.django_db
def test_the_database_keeps_the_rule_of_the_amount():
    page = service_page()
    with pytest.raises(IntegrityError), transaction.atomic():
        ServicePage.objects.filter(pk=page.pk).update(cost_kind="fixed")


@pytest.mark.django_db
def test_one_code_one_service():
    service_page(code="77")
    with pytest.raises(ValidationError):
        service_page(code="77", slug="other")


@pytest.mark.django_db
def test_categories_get_an_address_from_their_name():
    one, two = ServiceCategory.objects.create(name="ساختمان"), ServiceCategory.objects.create(name="ساختمان‌")
    assert one.slug.isascii()
    assert one.slug
    assert one.slug != two.slug


@pytest.mark.parametrize("colour", ["red", "#fff", "#12345g", "", "#ffffff", "#ffcc00"])
def test_unreadable_colours_are_refused(colour):
    with pytest.raises(ValidationError):
        validate_accent(colour)


@pytest.mark.parametrize("colour", ["#0b5e6b", "#7a1f5c", "#123a7a", "#000000"])
def test_every_shade_that_carries_text_is_readable(colour):
    validate_accent(colour)
    tones = shades(colour)
    for ground in ("accent", "accent-strong", "accent-deep"):
        assert contrast(parse(tones[ground]), (255, 255, 255)) >= 4.5
    assert contrast(parse(tones["accent"]), parse(tones["accent-soft"])) >= 4.5


def test_audiences_are_tagged_in_words():
    labels = [str(label) for label in ServicePage.Audience.labels]
    assert len(labels) == 3
    assert not any("G2" in label for label in labels)
