"""What of processes and services needs a form as it is: conditions and messages that ask about it, steps that
place it, requests."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.models import ServicePage
from forms_ext import conditions
from forms_ext import selectors as forms
from forms_ext.conditions import Fact
from forms_ext.models import FormDefinition
from persian.digits import localise
from workflows.models import Case, ProcessVersion
from workflows.placeholders import meant_placeholders
from workflows.steps.registry import kind_of

__all__ = ["needs_of_form"]


def needs_of_form(form: FormDefinition, facts: Mapping[str, Fact] | None) -> list[str]:
    """For `forms_ext.extensions`: what breaks when the form offers these facts; None: when it is unpublished.

    Cases that run keep the versions that they began with: it is the next ones that break, but who changes a form is
    told how many run. At most three queries.
    """
    live = list(_live_versions())
    running = _running_cases(live) if live else {}
    if facts is None:
        return [*_served(form), *(_with_cases(text, running, version) for version, text in _asked_by(form, live))]
    return [_with_cases(text, running, version) for version, text in _broken(form, live, facts)]


def _live_versions() -> Any:
    """The newest version of every process that is live."""
    newest = ProcessVersion.objects.filter(process=OuterRef("process")).order_by("-number").values("pk")[:1]
    found = ProcessVersion.objects.filter(process__live=True, pk=Subquery(newest))
    return found.select_related("process").order_by("title", "pk")


def _running_cases(versions: list[ProcessVersion]) -> dict[int, int]:
    """How many cases run on each of these processes, by the id of the process."""
    of_process = Case.objects.filter(process_version__process__in=[one.process_id for one in versions])
    counted = of_process.values("process_version__process").annotate(open=Count("pk", filter=Q(finished=None)))
    return {row["process_version__process"]: row["open"] for row in counted.order_by()}


def _with_cases(text: str, running: Mapping[int, int], version: ProcessVersion) -> str:
    count = running.get(version.process_id, 0)
    if not count:
        return text
    cases = ngettext("%(count)s running case", "%(count)s running cases", count) % {"count": localise(count)}
    return _("%(sentence)s (%(cases)s)") % {"sentence": text, "cases": cases}


def _broken(
    form: FormDefinition, versions: list[ProcessVersion], facts: Mapping[str, Fact]
) -> Iterator[tuple[ProcessVersion, str]]:
    """The conditions and messages that would not be what they were. Fields are named as they were published last."""
    last = form.last_version
    labels = forms.field_labels(last) if last is not None else {}
    for version, step, way, leaf in _conditions_on(form, versions):
        name = leaf["field"]
        path = name.partition(".")[2]
        values = {"way": way or step, "process": version.title, "field": labels.get(path, path)}
        if name not in facts:
            yield version, _("Route “%(way)s” of process “%(process)s” asks for the field “%(field)s”.") % values
            continue
        problems = conditions.check(leaf, facts)
        if leaf.get("kind") and leaf["kind"] != facts[name].kind:
            problems = [_("“%(field)s” would become a field of another kind.") % values]
        for problem in problems:
            text = _("Route “%(way)s” of process “%(process)s”: %(problem)s")
            yield version, text % {**values, "problem": problem}
    for version, step, name in _placeholders_on(form, versions):
        if name not in facts:
            path = name.partition(".")[2]
            values = {"step": step, "process": version.title, "field": labels.get(path, path)}
            yield version, _("Message “%(step)s” of process “%(process)s” names the field “%(field)s”.") % values


def _conditions_on(
    form: FormDefinition, versions: list[ProcessVersion]
) -> Iterator[tuple[ProcessVersion, str, str, Mapping[str, Any]]]:
    """Every comparison with a field of the form: the process, the titles of the step and of the way, the comparison."""
    for version in versions:
        for node in version.spec["nodes"]:
            for condition in kind_of(node).conditions(node):
                for leaf in conditions.leaves(condition.tree):
                    if str(leaf.get("field")).startswith(f"{form.slug}."):
                        yield version, node["title"], condition.label, leaf


def _placeholders_on(form: FormDefinition, versions: list[ProcessVersion]) -> Iterator[tuple[ProcessVersion, str, str]]:
    """Every answer of the form that a text names: the process, the title of the step, the name of the field."""
    for version in versions:
        for node in version.spec["nodes"]:
            for name in meant_placeholders(" ".join(kind_of(node).texts(node))):
                if name.startswith(f"{form.slug}."):
                    yield version, node["title"], name


def _asked_by(form: FormDefinition, versions: list[ProcessVersion]) -> Iterator[tuple[ProcessVersion, str]]:
    """The processes that place the form or ask about it."""
    asking = {version.pk for version, *_rest in _conditions_on(form, versions)}
    writing = {version.pk for version, *_rest in _placeholders_on(form, versions)}
    for version in versions:
        placing = [
            node["title"]
            for node in version.spec["nodes"]
            for one in kind_of(node).forms(node)
            if one["form"] == form.pk
        ]
        if placing:
            text = _("Step “%(step)s” of process “%(process)s” places this form.")
            yield version, text % {"step": placing[0], "process": version.title}
        elif version.pk in asking:
            yield version, _("Process “%(process)s” routes on answers of this form.") % {"process": version.title}
        elif version.pk in writing:
            yield version, _("Process “%(process)s” names answers of this form.") % {"process": version.title}


def _served(form: FormDefinition) -> Iterator[str]:
    """The services that are asked for with the form."""
    titles = ServicePage.objects.live().filter(request_form=form).order_by("title").values_list("title", flat=True)
    return (_("The service “%(service)s” is asked for with this form.") % {"service": title} for title in titles)
