"""Published pages, and a blank form of fifty fields."""

from __future__ import annotations

from types import SimpleNamespace

from bench import data, urls
from bench.measure import Report, Visitor, interleaved
from cms import page_cache
from tests.workflows import factories

STOCK_KINDS = ("singleline", "number", "date", "dropdown", "multiline")


def published(report: Report, world: data.World, rounds: int) -> None:
    for n in range(30):
        factories.service(f"خدمت {n}", request_form=None, runs=None, slug=f"service-{n}")
    visitor = Visitor()
    service = world.service.url
    urls.PAGE["content"] = visitor(service)[0]

    warm = interleaved(
        {
            "bare": lambda: visitor("/bench/cached/"),
            "catalogue": lambda: visitor("/services/"),
            "service": lambda: visitor(service),
        },
        rounds=rounds * 3,
    )
    fresh = interleaved(
        {
            "(publication)": page_cache.drop,
            "catalogue": lambda: visitor("/services/"),
            "kept catalogue": lambda: visitor("/services/"),
            "service": lambda: visitor(service),
            "kept service": lambda: visitor(service),
        },
        rounds=rounds,
    )
    report.part("5. Published pages, 31 services, anonymous visitor")
    report.goal("catalogue, times a cached bare view", warm["catalogue"].cpu / warm["bare"].cpu, 4, "×")
    report.goal("service page, times a cached bare view", warm["service"].cpu / warm["bare"].cpu, 4, "×")
    for page in ("catalogue", "service"):
        report.times(f"{page}, first after a publication, times a kept one", fresh[page], fresh[f"kept {page}"], 20)
    report.note("catalogue, kept", warm["catalogue"])
    report.note("service page, kept", warm["service"])
    report.note("bare view under cache_page, same middleware, as many bytes", warm["bare"])
    report.note("catalogue, first after a publication", fresh["catalogue"])
    report.note("service page, first after a publication", fresh["service"])


def blank_form(report: Report, world: data.World, rounds: int) -> None:
    service, _version = world.service_of(50, "درخواست پنجاه‌پرسشی", "bench-50")
    urls.STOCK_FIELDS[:] = [
        {
            "type": STOCK_KINDS[n % 5],
            "value": {
                "label": f"پرسش شماره {n}",
                "help_text": "",
                "required": n % 2 == 0,
                "default_value": "",
                "empty_label": "",
                "choices": ["یک", "دو", "سه"],
            },
        }
        for n in range(50)
    ]
    urls.WAGTAIL_FIELDS[:] = [_wagtail_field(n) for n in range(50)]
    person, reader = Visitor(factories.citizen()), Visitor(world.one)
    pages = {15: f"/services/{world.service.slug}/apply/", 50: f"/services/{service.slug}/apply/"}
    found = interleaved(
        {
            "bare": lambda: reader("/bench/worklist/"),
            "15": lambda: person(pages[15]),
            "50": lambda: person(pages[50]),
            "streamforms": lambda: person("/bench/stock-form/"),
            "wagtail": lambda: person("/bench/wagtail-form/"),
        },
        rounds=rounds,
    )
    report.part("4. Blank form: the whole page of an application, signed in")
    for number in ("15", "50"):
        report.times(f"{number} fields, times the bare view", found[number], found["bare"], 1.6)
    report.times("50 fields, times stock streamforms' form and template alone", found["50"], found["streamforms"], 1)
    report.times("50 fields, times the form of a Wagtail form page alone", found["50"], found["wagtail"], 1)
    for number in ("15", "50"):
        report.note(f"page of {number} fields", found[number])
    report.note("stock streamforms, 50 fields: builder and template, no page around", found["streamforms"])
    report.note("Wagtail's form pages, 50 fields: builder and form, no page around", found["wagtail"])


def _wagtail_field(number: int) -> SimpleNamespace:
    """What the builder reads of a form page's field."""
    return SimpleNamespace(
        clean_name=f"field_{number}",
        label=f"پرسش شماره {number}",
        help_text="",
        required=number % 2 == 0,
        default_value="",
        choices="یک\nدو\nسه",
        field_type=STOCK_KINDS[number % 5],
        get_field_clean_name=lambda: f"field_{number}",
    )
