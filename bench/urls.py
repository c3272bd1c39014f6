"""The system's addresses and, beside them, the bare views that it is compared with."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path
from django.views.decorators.cache import cache_page
from viewflow.urls import Site
from viewflow.workflow.flow import FlowAppViewset
from wagtail.contrib.forms.forms import FormBuilder as WagtailFormBuilder
from wagtailstreamforms.forms import FormBuilder

from bench import floor
from bench.flows import StockFlow
from organisation.models import Appointment
from workflows.models import Task

PAGE: dict[str, bytes] = {}
_COLUMNS = ("pk", "title", "due", "post__title", "process__code", "process__service__title")


@login_required
def worklist(request: HttpRequest) -> HttpResponse:
    """What any Django project would begin with: the person's post, one limited read of the partial index, JSON."""
    post = Appointment.objects.filter(person=request.user.pk).values_list("post", flat=True).first()
    tasks = Task.objects.filter(status="NEW", post=post).order_by("due", "pk")
    return JsonResponse({"rows": list(tasks.values(*_COLUMNS)[:26])})


@cache_page(600)
def cached(request: HttpRequest) -> HttpResponse:
    """As many bytes as the published page has, from Django's own page cache."""
    return HttpResponse(PAGE["content"])


STOCK_FIELDS: list[dict[str, Any]] = []


@login_required
def stock_form(request: HttpRequest) -> HttpResponse:
    """The package's form builder and its own template, built at each request as the package does."""
    form = FormBuilder(STOCK_FIELDS).get_form_class()(initial={"form_id": 1, "form_reference": "r"}, user=request.user)
    value = {"form": {"title": "form", "submit_button_text": "Send"}, "form_action": "."}
    return render(request, "streamforms/form_block.html", {"form": form, "value": value})


WAGTAIL_FIELDS: list[Any] = []


@login_required
def wagtail_form(request: HttpRequest) -> HttpResponse:
    """Wagtail's own form builder, as its form pages build it at each request, and Django's rendering of it."""
    form = WagtailFormBuilder(WAGTAIL_FIELDS).get_form_class()(user=request.user, page=None)
    return HttpResponse(form.as_p())


stock_flow = FlowAppViewset(StockFlow)

urlpatterns = [
    path("bench/viewflow/", Site(viewsets=[stock_flow]).urls),
    path("bench/worklist/", worklist),
    path("bench/cached/", cached),
    path("bench/stock-form/", stock_form),
    path("bench/wagtail-form/", wagtail_form),
    path("bench/submission/", floor.submission),
    path("", include("servicedesk.urls")),
]
