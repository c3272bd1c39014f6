"""Compiling a process; building and validating forms."""

from __future__ import annotations

from django.http import QueryDict

from bench import data
from bench.measure import Report, interleaved
from forms_ext import form_building, services
from tests.workflows import factories
from workflows.builder.services import spec_of_steps
from workflows.compiler import compile_spec


def run(report: Report, world: data.World, rounds: int) -> None:
    spec = spec_of_steps("سی گام", data.long_process(world.desk))
    versions = {n: factories.form(f"فرم {n}", f"g{n}_", data.fields(n))[1] for n in (15, 100)}
    sent = {}
    for n in versions:
        sent[n] = QueryDict(mutable=True)
        sent[n].update(data.posted(n))

    def validate(n: int) -> None:
        form = services.build_form(versions[n], data=sent[n], files={}, user=world.citizen)
        if not form.is_valid():
            raise AssertionError(form.errors.as_text())

    def first(n: int) -> None:
        form_building._cached_class.cache_clear()
        services.build_form(versions[n])

    found = interleaved(
        {
            "compile": lambda: compile_spec(spec),
            **{f"first {n}": lambda n=n: first(n) for n in versions},
            **{f"build {n}": lambda n=n: services.build_form(versions[n]) for n in versions},
            **{f"validate {n}": lambda n=n: validate(n) for n in versions},
        },
        rounds=rounds,
    )
    report.part("6. Compiling and validating")
    for n in versions:
        report.note(f"form of {n} fields: first build of a version in a process", found[f"first {n}"])
        report.note(f"form of {n} fields: build", found[f"build {n}"])
        report.note(f"form of {n} fields: build, bind and validate", found[f"validate {n}"])
    report.note("compile of a 30-step process", found["compile"])
