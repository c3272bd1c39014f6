"""A small organisation that works: for every test that needs cases.

`world()` makes, through the same doors as the screens, two fields of activity, five posts, the people who hold them,
a published request form and an expert's form, a published process and a service page that ties them:

    start → review (clerk) ┬ accept → route ┬ area > 100 → inspect (expert, hidden) ┬ approve → sign
                           │                └ else → sign (head) → message → done   └ refuse → message → rejected
                           ├ return → correct (applicant) → review
                           └ reject → message → rejected

`submitted(world)` makes a case of it; `decide(task, "accept")` walks on.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from accounts.models import User
from cms.models import ServicePage
from forms_ext.models import FormDefinition, FormVersion
from organisation.models import ActivityField, Appointment, Post
from tests.forms_ext.factories import stream_item
from workflows import services
from workflows.models import Case, ProcessDefinition, ProcessVersion, ServiceProcess, Task

_numbers = count(1)

LONG_AGO = dt.date(2020, 1, 1)


@dataclass
class World:
    """What `world()` made, by name."""

    service: ServicePage
    form: FormDefinition
    form_version: FormVersion
    expert_form: FormDefinition
    expert_version: FormVersion
    process: ProcessDefinition
    process_version: ProcessVersion
    clerk_post: Post
    expert_post: Post
    head_post: Post
    finance_post: Post
    clerk: User
    second_clerk: User
    expert: User
    head: User
    treasurer: User
    manager: User
    administrator: User
    staff_without_post: User
    citizen: User
    other_citizen: User


def forget_versions() -> None:
    """Drop what a worker keeps of published versions: a rolled back test database gives their ids out again."""
    from forms_ext import form_building
    from forms_ext import selectors as form_selectors
    from workflows.compiler import forget_classes
    from workflows.engine import specs

    forget_classes()
    of_forms = (form_selectors.version, form_selectors._fields, form_selectors._plan, form_building._cached_class)
    for kept in (*of_forms, specs.spec_of):
        kept.cache_clear()


def person(username: str = "", *, mobile: str | None = None, **values: Any) -> User:
    """A person; a citizen where a mobile is given."""
    number = next(_numbers)
    values.setdefault("first_name", "سارا")
    values.setdefault("last_name", f"محمدی {number}")
    return User.objects.create_user(username=username or f"person{number}", mobile=mobile, password="x", **values)


def citizen(**values: Any) -> User:
    number = next(_numbers)
    values.setdefault("mobile", f"0912{number:07}")
    values.setdefault("national_id", national_id(number))
    return person(f"citizen{number}", **values)


def national_id(number: int) -> str:
    """A valid national id with nine digits made of `number`."""
    body = f"{100000000 + number:09}"
    total = sum(int(digit) * weight for digit, weight in zip(body, range(10, 1, -1), strict=True)) % 11
    return body + str(total if total < 2 else 11 - total)


def in_group(user: User, group: str) -> User:
    from django.contrib.auth.models import Group

    user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user


def field_of_activity(name: str = "شهرسازی") -> ActivityField:
    return ActivityField.objects.get_or_create(name=name)[0]


def post(title: str = "کارشناس", *, superior: Post | None = None, field: str = "شهرسازی", **values: Any) -> Post:
    values.setdefault("code", f"post-{next(_numbers)}")
    return Post.objects.create(title=title, superior=superior, field=field_of_activity(field), **values)


def appoint(user: User, to: Post, kind: str = Appointment.Kind.HOLDER, **values: Any) -> Appointment:
    values.setdefault("starts_on", LONG_AGO)
    return Appointment.objects.create(person=user, post=to, kind=kind, **values)


def form(title: str, slug: str, fields: list[dict[str, Any]]) -> tuple[FormDefinition, FormVersion]:
    """A published form of these fields: `name`, `type` (forms_ext's), `label`, `required`, `options` …"""
    definition = FormDefinition.objects.create(title=title, slug=f"{slug}{next(_numbers)}")
    items = [
        {
            "type": field["type"],
            "id": str(uuid4()),
            "value": stream_item(field)[1],
        }
        for field in fields
    ]
    version = FormVersion.objects.create(
        form=definition, number=1, title=title, schema={"fields": items}, digest=uuid4().hex * 2
    )
    return definition, version


REQUEST_FIELDS: list[dict[str, Any]] = [
    {"type": "text", "name": "address", "label": "نشانی ملک", "required": True},
    {"type": "number", "kind": "number", "name": "area", "label": "مساحت", "required": True},
    {"type": "text", "name": "remarks", "label": "توضیحات", "required": False},
]
EXPERT_FIELDS: list[dict[str, Any]] = [
    {"type": "text", "name": "finding", "label": "نظر کارشناس", "required": True},
]
ANSWERS = {"address": "خیابان آزادی", "area": "80", "remarks": ""}


def process(spec: dict[str, Any]) -> tuple[ProcessDefinition, ProcessVersion]:
    """A process with one published version of this specification."""
    definition = ProcessDefinition.objects.create(title=spec["title"])
    version = ProcessVersion.objects.create(
        process=definition, number=1, title=spec["title"], spec=spec, digest=uuid4().hex * 2
    )
    return definition, version


def service(title: str, *, request_form: FormDefinition, runs: ProcessDefinition | None, **values: Any) -> ServicePage:
    """A published service page; with a process, it takes requests."""
    from tests.cms.factories import service_page

    page = service_page(title=title, request_form=request_form, **values)
    if runs is not None:
        ServiceProcess.objects.create(page=page, process=runs)
    return page


def world(**service_values: Any) -> World:
    """The organisation of this module's docstring. `service_values` go to the service page."""
    head_post = post("مدیر شهرسازی")
    clerk_post = post("کارشناس پذیرش", superior=head_post)
    expert_post = post("کارشناس فنی", superior=head_post)
    finance_post = post("کارشناس مالی", field="مالی")
    people = {name: person(name) for name in ("clerk", "second_clerk", "expert", "head", "treasurer", "idle")}
    appoint(people["clerk"], clerk_post)
    appoint(people["second_clerk"], clerk_post, Appointment.Kind.SUBSTITUTE)
    appoint(people["expert"], expert_post)
    appoint(people["head"], head_post)
    appoint(people["treasurer"], finance_post)
    request_form, request_version = form("درخواست پروانه", "permit", REQUEST_FIELDS)
    expert_form, expert_version = form("گزارش بازدید", "inspection", EXPERT_FIELDS)
    spec = permit_spec(clerk_post, expert_post, head_post, request_form, expert_version)
    definition, version = process(spec)
    service_values.setdefault("cost_kind", "fixed")
    service_values.setdefault("cost_amount", 1_250_000)
    service_values.setdefault("promised_working_days", 5)
    page = service("صدور پروانه ساختمان", request_form=request_form, runs=definition, **service_values)
    return World(
        service=page,
        form=request_form,
        form_version=request_version,
        expert_form=expert_form,
        expert_version=expert_version,
        process=definition,
        process_version=version,
        clerk_post=clerk_post,
        expert_post=expert_post,
        head_post=head_post,
        finance_post=finance_post,
        clerk=people["clerk"],
        second_clerk=people["second_clerk"],
        expert=people["expert"],
        head=people["head"],
        treasurer=people["treasurer"],
        manager=in_group(person("manager"), _role("MANAGERS")),
        administrator=in_group(person("administrator"), _role("ADMINISTRATORS")),
        staff_without_post=people["idle"],
        citizen=citizen(email="sara@example.com"),
        other_citizen=citizen(),
    )


def _role(name: str) -> str:
    from accounts import roles

    return str(getattr(roles, name))


def permit_spec(
    clerk: Post, expert: Post, head: Post, request_form: FormDefinition, expert_version: FormVersion
) -> dict[str, Any]:
    """The process of the module's docstring, as the builder freezes it."""
    request_read = {"form": None, "version": None, "access": "read"}
    request_write = {"form": None, "version": None, "access": "write"}
    return {
        "title": "صدور پروانه",
        "nodes": [
            {"name": "start", "type": "start", "next": "step_review"},
            {
                "name": "step_review",
                "type": "staff_task",
                "title": "بررسی مدارک",
                "public_title": "بررسی درخواست شما",
                "hidden": False,
                "post": clerk.pk,
                "forms": [request_read],
                "decisions": [
                    {"key": "accept", "label": "پذیرش", "target": "step_route", "needs_note": False},
                    {"key": "return", "label": "بازگشت به متقاضی", "target": "step_correct", "needs_note": True},
                    {"key": "reject", "label": "رد", "target": "step_sorry", "needs_note": True},
                ],
                "limit": {"amount": 2, "unit": "days"},
                "instructions": "مدارک را با اصل برابر کنید.",
                "referral_posts": [],
            },
            {
                "name": "step_correct",
                "type": "applicant_task",
                "title": "اصلاح درخواست",
                "public_title": "اصلاح درخواست توسط شما",
                "forms": [request_write],
                "instructions": "مساحت را تصحیح کنید.",
                "next": "step_review",
                "limit": None,
            },
            {
                "name": "step_route",
                "type": "route",
                "title": "مساحت",
                "branches": [
                    {
                        "label": "بزرگ",
                        "condition": {
                            "all": [{"field": f"{request_form.slug}.area", "op": "gt", "value": 100, "kind": "number"}]
                        },
                        "target": "step_inspect",
                    }
                ],
                "default": "step_sign",
            },
            {
                "name": "step_inspect",
                "type": "staff_task",
                "title": "بازدید",
                "public_title": "",
                "hidden": True,
                "post": expert.pk,
                "forms": [
                    request_read,
                    {"form": expert_version.form_id, "version": expert_version.pk, "access": "write"},
                ],
                "decisions": [
                    {"key": "approve", "label": "تأیید", "target": "step_sign", "needs_note": False},
                    {"key": "refuse", "label": "عدم تأیید", "target": "step_sorry", "needs_note": True},
                ],
                "limit": {"amount": 8, "unit": "hours"},
                "instructions": "",
                "referral_posts": [],
            },
            {
                "name": "step_sign",
                "type": "staff_task",
                "title": "امضا",
                "public_title": "صدور پروانه",
                "hidden": False,
                "post": head.pk,
                "forms": [request_read],
                "decisions": [{"key": "approve", "label": "تأیید و صدور", "target": "step_tell", "needs_note": False}],
                "limit": None,
                "instructions": "",
                "referral_posts": [clerk.pk],
            },
            {
                "name": "step_tell",
                "type": "message",
                "title": "اطلاع به متقاضی",
                "channel": "sms",
                "subject": "",
                "body": "پروانه شما با کد {{ tracking_code }} آماده است. نشانی: {{ "
                + request_form.slug
                + ".address }}",
                "next": "step_done",
            },
            {
                "name": "step_sorry",
                "type": "message",
                "title": "اطلاع رد",
                "channel": "email",
                "subject": "درخواست {{ tracking_code }}",
                "body": "درخواست شما برای {{ service }} پذیرفته نشد.",
                "next": "step_rejected",
            },
            {"name": "step_done", "type": "end", "title": "پایان", "public_title": "صدور", "outcome": "done"},
            {
                "name": "step_rejected",
                "type": "end",
                "title": "رد",
                "public_title": "رد درخواست",
                "outcome": "rejected",
            },
        ],
    }


def submitted(of: World, *, applicant: User | None = None, key: UUID | None = None, **answers: Any) -> Case:
    """A case of the world's service; `answers` change single fields (`area="150"` makes it pass the expert)."""
    return services.submit_request(
        service=of.service,
        version=of.form_version,
        answers={**ANSWERS, **answers},
        applicant=applicant or of.citizen,
        key=key or uuid4(),
    )


def open_task(case: Case) -> Task:
    """The one step at which the case waits."""
    return Task.objects.select_related("process", "post", "owner").get(process=case, status__in=["NEW", "ASSIGNED"])


def decide(case: Case, decision: str, user: User, **values: Any) -> Task:
    """Decide the step at which the case waits, as `user`, on a fresh page."""
    task = open_task(case)
    return services.decide_task(task=task, user=user, decision=decision, revision=task.revision, **values)
