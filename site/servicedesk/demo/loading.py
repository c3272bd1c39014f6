"""Writes what `content` says, through the verbs that the screens use. Repeatable: what is there, stays."""

import datetime as dt
import uuid
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from accounts import roles
from accounts.models import User
from accounts.services import ensure_citizen, update_profile
from cms.models import CataloguePage, HomePage, OrganisationSettings, ServiceCategory, ServicePage
from forms_ext.models import FormDefinition
from forms_ext.services import publish_form
from organisation import services as organisation_services
from organisation.models import ActivityField, Appointment, Post
from persian.jalali import today
from servicedesk.demo.content import organisation, services
from servicedesk.demo.content.forms import FORMS
from servicedesk.demo.content.processes import PROCESSES
from workflows.builder.services import publish_process
from workflows.models import ProcessDefinition, ServiceProcess

_NAMESPACE = uuid.UUID("5f3c4b2e-5d0e-4c36-9a55-0d6b3a1f2c10")
LONG_AGO = dt.timedelta(days=400)


def block_id(*names: str) -> str:
    """The id of a block that an editor's browser would have made; the same at every loading."""
    return str(uuid.uuid5(_NAMESPACE, "/".join(names)))


def national_id(number: int) -> str:
    """A valid national id made of a number: nine digits and their check digit."""
    digits = f"{number:09}"
    rest = sum(int(digit) * (10 - place) for place, digit in enumerate(digits)) % 11
    return f"{digits}{rest if rest < 2 else 11 - rest}"


@transaction.atomic
def load_organisation() -> User:
    """Accounts, org chart, forms, processes and services; returns the administrator in whose name it is done."""
    administrator = _accounts()
    if not Post.objects.exists():
        _org_chart(administrator)
    _settings()
    forms = {slug: _form(slug, data, administrator) for slug, data in FORMS.items()}
    posts = {post.code: post for post in Post.objects.all()}
    processes = {key: _process(key, data, forms, posts, administrator) for key, data in PROCESSES.items()}
    categories = {slug: _category(name, slug, icon) for name, slug, icon in services.CATEGORIES}
    for key, data in services.SERVICES.items():
        _service(key, data, forms, processes, categories, administrator)
    _home(administrator)
    return administrator


# ------------------------------------------------------------------------------------------------ people
@cache
def _password() -> str:
    """The published password, hashed once: hashing is slow on purpose, and there are sixty accounts."""
    return make_password(organisation.PASSWORD)


def _account(username: str, first_name: str, last_name: str, **values: Any) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User(username=username, first_name=first_name, last_name=last_name, **values)
        user.password = _password()
        user.full_clean()
        user.save()
    return user


def _accounts() -> User:
    administrator = _account("rahbar", "شهاب", "راهبر", email="rahbar@miz.example", is_superuser=True, is_staff=True)
    editor = _account("virastar", "نسرین", "ویراستار", email="virastar@miz.example")
    for number, (username, (first, last)) in enumerate(organisation.STAFF.items(), start=1):
        _account(username, first, last, national_id=national_id(7_000_000 + number), email=f"{username}@miz.example")
    for role, user in (
        (roles.ADMINISTRATORS, administrator),
        (roles.EDITORS, editor),
        (roles.MANAGERS, User.objects.get(username="modir")),
    ):
        user.groups.add(Group.objects.get(name=role))
    for number in range(1, organisation.CITIZENS + 1):
        _citizen(number)
    return administrator


def _citizen(number: int) -> None:
    mobile = f"0912{number:07}"
    if User.objects.filter(mobile=mobile).exists():
        return
    given, family = organisation.GIVEN_NAMES, organisation.FAMILY_NAMES
    citizen = ensure_citizen(mobile=mobile)
    update_profile(
        person=citizen,
        first_name=given[number % len(given)],
        last_name=family[(number * 7) % len(family)],
        national_id=national_id(1_230_000 + number * 37),
    )
    citizen.username = mobile
    citizen.password = _password()
    citizen.save()


def _org_chart(administrator: User) -> None:
    fields = {
        name: ActivityField.objects.get_or_create(name=name, defaults={"sort_order": order})[0]
        for order, name in enumerate(organisation.FIELDS)
    }
    posts: dict[str, Post] = {}
    for data in organisation.POSTS:
        posts[data.code] = organisation_services.create_post(
            code=data.code,
            title=data.title,
            field=fields[data.field],
            superior=posts.get(data.superior or ""),
            user=administrator,
        )
    held = [(data.code, data.holder, Appointment.Kind.HOLDER) for data in organisation.POSTS if data.holder]
    for code, username, kind in [*held, *organisation.COVERS]:
        organisation_services.appoint(
            post=posts[code],
            person=User.objects.get(username=username),
            kind=kind,
            starts_on=today() - LONG_AGO,
            user=administrator,
        )


# ------------------------------------------------------------------------------------ forms and processes
def _form(slug: str, data: dict[str, Any], administrator: User) -> FormDefinition:
    form = FormDefinition.objects.filter(slug=slug).first()
    if form is None:
        form = FormDefinition(title=data["title"], slug=slug)
        form.fields = [_field(slug, *field) for field in data["fields"]]
        publish_form(form=form, user=administrator)
    return form


def _field(form: str, kind: str, label: str, name: str, settings: dict[str, Any]) -> dict[str, Any]:
    value: dict[str, Any] = {"label": label} if kind == "heading" else {"label": label, "name": name, **settings}
    if "options" in settings:
        value["options"] = [{"value": one, "label": words} for one, words in settings["options"].items()]
    return {"type": kind, "id": block_id("form", form, name), "value": value}


def _process(
    key: str, data: dict[str, Any], forms: dict[str, FormDefinition], posts: dict[str, Post], administrator: User
) -> ProcessDefinition:
    process = ProcessDefinition.objects.filter(title=data["title"]).first()
    if process is None:
        writer = _StepWriter(key, forms, posts)
        process = ProcessDefinition(title=data["title"])
        block = ProcessDefinition._meta.get_field("steps").stream_block
        process.steps = block.to_python([writer.step(step) for step in data["steps"]])
        publish_process(process=process, user=administrator)
    return process


class _StepWriter:
    """Steps as the editor's stream holds them."""

    def __init__(self, process: str, forms: dict[str, FormDefinition], posts: dict[str, Post]) -> None:
        self.process, self.forms, self.posts = process, forms, posts

    def identifier(self, key: str) -> str:
        return block_id("process", self.process, key) if key else ""

    def items(self, kind: str, step: str, values: list[Any]) -> list[dict[str, Any]]:
        return [
            {"type": "item", "id": block_id("process", self.process, step, kind, str(index)), "value": value}
            for index, value in enumerate(values)
        ]

    def step(self, step: dict[str, Any]) -> dict[str, Any]:
        value = getattr(self, f"_{step['type']}")(step)
        value |= {"title": step["title"]}
        if step["type"] in {"staff_task", "applicant_task"}:
            value |= {"public_title": step.get("public_title", ""), "hidden": step.get("hidden", False)}
        return {"type": step["type"], "id": self.identifier(step["key"]), "value": value}

    def _forms(self, step: dict[str, Any]) -> list[dict[str, Any]]:
        placed = [{"form": self.forms[form].pk if form else None, "access": access} for form, access in step["forms"]]
        return self.items("form", step["key"], placed)

    def _limit(self, step: dict[str, Any]) -> dict[str, Any]:
        amount, unit = step.get("limit", (None, "days"))
        return {"amount": amount, "unit": unit}

    def _staff_task(self, step: dict[str, Any]) -> dict[str, Any]:
        refusing = {"rejected", "reject_message", "fix"}
        decisions = [
            {"label": label, "target": self.identifier(target), "needs_note": target in refusing}
            for label, target in step["decisions"]
        ]
        return {
            "post": self.posts[step["post"]].pk,
            "forms": self._forms(step),
            "decisions": self.items("decision", step["key"], decisions),
            "limit": self._limit(step),
            "instructions": step.get("instructions", ""),
            "referral_posts": [],
        }

    def _applicant_task(self, step: dict[str, Any]) -> dict[str, Any]:
        return {
            "forms": self._forms(step),
            "limit": self._limit(step),
            "instructions": step.get("instructions", ""),
            "next": self.identifier(step.get("next", "")),
        }

    def _route(self, step: dict[str, Any]) -> dict[str, Any]:
        branches = [
            {"label": label, "condition": self._condition(step["key"], tree), "target": self.identifier(target)}
            for label, tree, target in step["branches"]
        ]
        branches = self.items("branch", step["key"], branches)
        return {"branches": branches, "default": self.identifier(step["default"])}

    def _condition(self, step: str, tree: dict[str, Any]) -> dict[str, Any]:
        mode, leaves = next(iter(tree.items()))
        words = {True: "بله", False: "خیر"}
        rows = [{**leaf, "value": words.get(leaf["value"], leaf["value"])} for leaf in leaves]
        return {"mode": mode, "rows": self.items("condition", step, rows)}

    def _message(self, step: dict[str, Any]) -> dict[str, Any]:
        return {
            "channel": step["channel"],
            "subject": "",
            "body": step["body"],
            "next": self.identifier(step.get("next", "")),
        }

    def _end(self, step: dict[str, Any]) -> dict[str, Any]:
        return {"public_title": "", "outcome": step["outcome"]}


# ------------------------------------------------------------------------------------------------- pages
def _settings() -> None:
    settings = OrganisationSettings.load()
    if settings.name == OrganisationSettings._meta.get_field("name").default:
        settings.name, settings.short_name = organisation.NAME, organisation.NAME
        settings.phone, settings.email = "۰۲۱-۱۳۷", "info@miz.example"
        settings.address = "شهر نمونه، میدان شهرداری، ساختمان مرکزی"
        settings.hours = "شنبه تا چهارشنبه، ۷:۳۰ تا ۱۴:۳۰"
        settings.save()


def _category(name: str, slug: str, icon: str) -> ServiceCategory:
    return ServiceCategory.objects.get_or_create(slug=slug, defaults={"name": name, "icon": icon})[0]


def _service(
    key: str,
    data: dict[str, Any],
    forms: dict[str, FormDefinition],
    processes: dict[str, ProcessDefinition],
    categories: dict[str, ServiceCategory],
    administrator: User,
) -> None:
    if ServicePage.objects.filter(code=data["code"]).exists():
        return
    cost_kind, amount, description = data["cost"]
    page = ServicePage(
        title=data["title"],
        slug=data["slug"],
        code=data["code"],
        category=categories[data["category"]],
        summary=data["summary"],
        provider=organisation.NAME,
        online_level=data["online_level"],
        for_citizens="g2c" in data["audiences"],
        for_businesses="g2b" in data["audiences"],
        for_government="g2g" in data["audiences"],
        cost_kind=cost_kind,
        cost_amount=amount,
        cost_description=description,
        promised_working_days=data["days"],
        legal_basis=f"<p>{data['legal_basis']}</p>",
        contact_unit="میز خدمت",
        contact_phone="۱۳۷",
        request_form=forms[data["form"]],
    )
    page.required_documents = [("document", {"title": title, "mandatory": True}) for title in data["documents"]]
    page.rules = [_rule(kind, text) for kind, text in data["rules"]]
    page.inquiries = [
        ("inquiry", {"source": source, "subject": subject, "method": _METHODS[method]})
        for source, subject, method in data["inquiries"]
    ]
    page.related_systems = [("system", {"title": title, "url": url}) for title, url in data["links"]]
    page.faqs = [
        ("question", {"question": question, "answer": f"<p>{answer}</p>"}) for question, answer in data["faqs"]
    ]
    page.service_processes = [ServiceProcess(process=processes[data["process"]])]
    page.live = False
    CataloguePage.objects.get().add_child(instance=page)
    page.save_revision(user=administrator).publish(user=administrator)


_METHODS = {"برخط": "online", "نامه اداری": "letter"}


def _rule(kind: str, text: str) -> tuple[str, dict[str, Any]]:
    if kind == "article":
        return kind, {"number": "ماده ۱۰۰", "text": f"<p>{text}</p>"}
    return kind, {"title": text, "text": ""}


def _home(administrator: User) -> None:
    home = HomePage.objects.get()
    if home.intro:
        return
    home.headline = "میز خدمت الکترونیک"
    home.intro = services.INTRO
    home.announcements = [
        (
            "announcement",
            {"title": title, "published_on": today() - dt.timedelta(days=3 * index), "text": f"<p>{text}</p>"},
        )
        for index, (title, text) in enumerate(services.ANNOUNCEMENTS)
    ]
    home.save_revision(user=administrator).publish(user=administrator)
