"""A small organisation that works: for every test that needs cases.

`world()` makes, through the same doors as the screens, two fields of activity, five posts, the people who hold them,
a published request form and an expert's form, a published process and a service page that ties them:

    start → review (clerk) ┬ accept → route ┬ area > 100 → inspect (expert, hidden) ┬ approve → sign
                           │                └ else → sign (head) → message → done   └ refuse → message → rejected
                           ├ return → correct (applicant) → review
                           └ reject → message → rejected

Forms and process pass the gates of publishing. `submitted(world)` makes a case of it; `decide(case, "d_accept", clerk)`
walks on: a decision's key is that of its block, as the builder names it.
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
from tests.forms_ext.factories import published_form, publisher
from tests.workflows.builder import steps
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
    from workflows.reads.applications import process_version_by_id

    forget_classes()
    process_version_by_id.cache_clear()
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
    body = f"{200_000_000 + number}"  # not those of the people of tests.accounts
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
    version = published_form(title, fields, slug=f"{slug}{next(_numbers)}")
    return version.form, version


REQUEST_FIELDS: list[dict[str, Any]] = [
    {"type": "text", "name": "address", "label": "نشانی ملک", "required": True},
    {"type": "number", "kind": "number", "name": "area", "label": "مساحت", "required": True},
    {"type": "text", "name": "remarks", "label": "توضیحات", "required": False},
]
EXPERT_FIELDS: list[dict[str, Any]] = [
    {"type": "text", "name": "finding", "label": "نظر کارشناس", "required": True},
]
ANSWERS = {"address": "خیابان آزادی", "area": "80", "remarks": ""}


def process(title: str, *steps: dict[str, Any]) -> tuple[ProcessDefinition, ProcessVersion]:
    """A published process of these steps (`tests.workflows.builder.steps`)."""
    definition = ProcessDefinition(title=title, steps=list(steps))
    version = services.publish_process(process=definition, user=publisher())
    return definition, version


def service(title: str, *, request_form: FormDefinition, runs: ProcessDefinition | None, **values: Any) -> ServicePage:
    """A published service page; with a process, it takes requests."""
    from tests.cms.factories import service_page

    page = service_page(title=title, request_form=request_form, **values)
    if runs is not None:
        ServiceProcess.objects.create(page=page, process=runs)
    return page


def world(*, request_fields: list[dict[str, Any]] | None = None, **service_values: Any) -> World:
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
    request_form, request_version = form("درخواست پروانه", "permit", request_fields or REQUEST_FIELDS)
    expert_form, expert_version = form("گزارش بازدید", "inspection", EXPERT_FIELDS)
    described = permit_steps(clerk_post, expert_post, head_post, request_form, expert_form)
    definition, version = process("صدور پروانه", *described)
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


def permit_steps(
    clerk: Post, expert: Post, head: Post, request_form: FormDefinition, expert_form: FormDefinition
) -> list[dict[str, Any]]:
    """The process of the module's docstring, as its editor stores it."""
    code_and_address = "{{ tracking_code }} آماده است. نشانی: {{ " + request_form.slug + ".address }}"
    return [
        steps.staff(
            "review",
            clerk,
            steps.decision("accept", "route", label="پذیرش"),
            steps.decision("return", "correct", label="بازگشت به متقاضی", needs_note=True),
            steps.decision("reject", "sorry", label="رد", needs_note=True),
            title="بررسی مدارک",
            public_title="بررسی درخواست شما",
            forms=[steps.placed()],
            limit={"amount": 2, "unit": "days"},
            instructions="مدارک را با اصل برابر کنید.",
        ),
        steps.applicant(
            "correct",
            "review",
            title="اصلاح درخواست",
            public_title="اصلاح درخواست توسط شما",
            instructions="مساحت را تصحیح کنید.",
        ),
        steps.route(
            "route",
            steps.branch("inspect", steps.row(f"{request_form.slug}.area", "gt", "100"), label="بزرگ"),
            default="sign",
            title="مساحت",
        ),
        steps.staff(
            "inspect",
            expert,
            steps.decision("approve", "sign", label="تأیید"),
            steps.decision("refuse", "sorry", label="عدم تأیید", needs_note=True),
            title="بازدید",
            hidden=True,
            forms=[steps.placed(), steps.placed(expert_form, "write")],
            limit={"amount": 8, "unit": "hours"},
        ),
        steps.staff(
            "sign",
            head,
            steps.decision("approve", "tell", label="تأیید و صدور"),
            title="امضا",
            public_title="صدور پروانه",
            forms=[steps.placed()],
            referral_posts=[steps.item("post", clerk.pk)],
        ),
        steps.message("tell", "done", title="اطلاع به متقاضی", body=f"پروانه شما با کد {code_and_address}"),
        steps.message(
            "sorry",
            "rejected",
            title="اطلاع رد",
            channel="email",
            subject="درخواست {{ tracking_code }}",
            body="درخواست شما برای {{ service }} پذیرفته نشد.",
        ),
        steps.end("done", title="پایان", public_title="صدور"),
        steps.end("rejected", "rejected", title="رد", public_title="رد درخواست"),
    ]


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
