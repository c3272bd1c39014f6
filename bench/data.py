"""What is measured on: an organisation through the same doors as the screens, its past by INSERT … SELECT."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Model

from accounts.models import User
from organisation.models import Post
from tests.workflows import factories
from tests.workflows.builder import steps
from workflows.models import Case, Task

POSTS = 20


def fields(number: int) -> list[dict[str, Any]]:
    """A form of this many fields of the usual mix."""
    kinds: list[dict[str, Any]] = [
        {"type": "text"},
        {"type": "number", "kind": "number"},
        {"type": "jalali_date"},
        {"type": "single_choice", "options": {"one": "یک", "two": "دو", "three": "سه"}},
        {"type": "long_text"},
    ]
    return [
        {"name": f"field_{n}", "label": f"پرسش شماره {n}", "required": n % 2 == 0, **kinds[n % len(kinds)]}
        for n in range(number)
    ]


def posted(number: int) -> dict[str, str]:
    """What a citizen types into such a form."""
    typed = ["متن پاسخ", "۱۲۰", "۱۴۰۳/۰۵/۱۲", "two", "توضیح بلندتر"]
    return {f"field_{n}": typed[n % len(typed)] for n in range(number)}


def two_steps(first: Post, second: Post, *forms: dict[str, Any]) -> list[dict[str, Any]]:
    """A step with these forms beside the request, a message to the citizen, a step; as the editor stores them."""
    return [
        _staff("review", "بررسی", first, "tell", *forms),
        steps.message("tell", "sign", body="درخواست {{ tracking_code }} پذیرفته شد."),
        _staff("sign", "امضا", second, "done"),
        steps.end("done"),
    ]


def long_process(post: Post, number: int = 30) -> list[dict[str, Any]]:
    """A process of this many steps between start and end."""
    names = [*(f"step{n}" for n in range(number)), "done"]
    return [*(_staff(one, one, post, after) for one, after in pairwise(names)), steps.end("done")]


def _staff(name: str, title: str, post: Post, target: str, *forms: dict[str, Any]) -> dict[str, Any]:
    return steps.staff(
        name,
        post,
        steps.decision("accept", target, label="پذیرش"),
        title=title,
        public_title=title,
        forms=[steps.placed(), *forms],
        limit={"amount": 2, "unit": "days"},
    )


class World:
    """The organisation: twenty posts, one person at the first, one at the first ten, a service of 15 fields."""

    def __init__(self) -> None:
        self.posts = [factories.post(f"کارشناس {n}") for n in range(POSTS)]
        self.one = factories.person("one")
        self.ten = factories.person("ten")
        factories.appoint(self.one, self.posts[0])
        for post in self.posts[:10]:
            factories.appoint(self.ten, post, "substitute")
        # The measured decisions are taken at posts of their own, so that the worklists stay as they are.
        self.desk, self.sign = factories.post("میز"), factories.post("امضا")
        self.clerk = factories.person("clerk")
        factories.appoint(self.clerk, self.desk)
        self.citizen = factories.citizen(email="")
        self.service, self.version = self.service_of(15, "درخواست پانزده‌پرسشی", "bench-15")

    def service_of(self, number: int, title: str, slug: str) -> tuple[Any, Any]:
        form, version = factories.form(title, f"f{number}_", fields(number))
        process, _version = factories.process("رسیدگی", *two_steps(self.desk, self.sign))
        page = factories.service(title, request_form=form, runs=process, slug=slug, promised_working_days=5)
        return page, version


def copied(model: type[Model], of: Model, changed: dict[str, str], source: str) -> None:
    """Rows like `of` with these columns computed, straight into the model's table."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = [f.column for f in model._meta.local_fields if f.column != "id" or "id" in changed]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'm."{name}"') for name in names)
    with connection.cursor() as cursor:
        # Foreign keys are right by construction: checking millions of them would take most of the time.
        cursor.execute("SET synchronous_commit = off; SET session_replication_role = replica")
        select = f"SELECT {values} FROM {table} m, {source} WHERE m.id = {of.pk}"  # noqa: S608
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}")
        cursor.execute("RESET synchronous_commit; RESET session_replication_role")


def grow(world: World, cases: int, open_tasks: int, *, done_by: User) -> None:
    """Add so many cases with one step each; the first `open_tasks` of them wait, spread over the twenty posts."""
    model = _model_case(world)
    task = Task.objects.get(process=model, status="NEW")
    start = (Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    waits = f"g.n <= {open_tasks}"
    first_post = world.posts[0].pk
    # Two hundred citizens' worth of names would change nothing: the row is joined by its key.
    when = "now() - (g.n % 900) * interval '1 day' - (g.n % 1440) * interval '1 minute'"
    source = f"generate_series(1, {cases}) AS g(n)"
    copied(
        Case,
        model,
        {
            "id": f"{start} + g.n - 1",
            "code": f"'B' || lpad(({start} + g.n)::text, 10, '0')",
            "idempotency_key": "gen_random_uuid()",
            "verify_token": "gen_random_uuid()",
            "search_text": f"'b' || lpad(({start} + g.n)::text, 10, '0') || ' سارا محمدی 09120000000 درخواست'",
            "created": when,
            "due": f"{when} + interval '10 days'",
            "promised": f"{when} + interval '10 days'",
            "status": f"CASE WHEN {waits} THEN 'NEW' ELSE 'DONE' END",
            "outcome": f"CASE WHEN {waits} THEN '' ELSE 'done' END",
            "finished": f"CASE WHEN {waits} THEN NULL ELSE {when} + interval '9 days' END",
        },
        source,
    )
    due = "now() + ((g.n * 7919) % 86400 - 43200) * interval '1 minute'"
    copied(
        Task,
        task,
        {
            "id": f"(SELECT coalesce(max(id), 0) FROM {Task._meta.db_table}) + g.n",  # noqa: S608
            "process_id": f"{start} + g.n - 1",
            "post_id": f"{first_post} + g.n % {POSTS}",
            "status": f"CASE WHEN {waits} THEN 'NEW' ELSE 'DONE' END",
            "owner_id": f"CASE WHEN {waits} THEN NULL ELSE {done_by.pk} END",
            "created": when,
            "due": f"CASE WHEN {waits} THEN {due} ELSE {when} + interval '2 days' END",
            "finished": f"CASE WHEN {waits} THEN NULL ELSE {when} + interval '1 day' END",
        },
        source,
    )
    settled(Case, Task)


def settled(*models: type[Model]) -> None:
    """The counters of these tables after their last row, and the planner's knowledge of them as after a while."""
    tables = [model._meta.db_table for model in models]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")  # noqa: S608
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {table}")


def _model_case(world: World) -> Case:
    """A case through the service layer, as the pattern of the others."""
    from uuid import uuid4

    from workflows import services

    return services.submit_request(
        service=world.service, version=world.version, answers=answers(15), applicant=world.citizen, key=uuid4()
    )


def answers(number: int) -> dict[str, Any]:
    """The same answers as typed JSON."""
    stored = ["متن پاسخ", "120", dt.date(2024, 8, 2).isoformat(), "two", "توضیح بلندتر"]
    return {f"field_{n}": stored[n % len(stored)] for n in range(number)}
