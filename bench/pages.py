"""Published pages, and a blank form of fifty fields."""

from __future__ import annotations

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

    def cold(path: str) -> None:
        page_cache.drop()
        visitor(path)

    warm = interleaved(
        {
            "bare": lambda: visitor("/bench/cached/"),
            "catalogue": lambda: visitor("/services/"),
            "service": lambda: visitor(service),
        },
        rounds=rounds * 3,
    )
    fresh = interleaved({"catalogue": lambda: cold("/services/"), "service": lambda: cold(service)}, rounds=rounds)
    report.part("5. Published pages, 31 services, anonymous visitor")
    report.goal("catalogue, times a cached bare view", warm["catalogue"].ms / warm["bare"].ms, 4, "×")
    report.goal("service page, times a cached bare view", warm["service"].ms / warm["bare"].ms, 4, "×")
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
    person = Visitor(factories.citizen())
    page = f"/services/{service.slug}/apply/"
    found = interleaved({"ours": lambda: person(page), "stock": lambda: person("/bench/stock-form/")}, rounds=rounds)
    report.part("4. Blank form of 50 fields")
    report.goal(
        "times stock streamforms' form (its form and template alone)", found["ours"].ms / found["stock"].ms, 1, "×"
    )
    report.goal("whole page", found["ours"].ms, 10, " ms")
    report.note("whole page, signed in", found["ours"])
    report.note("stock streamforms: builder and template, no page around", found["stock"])
