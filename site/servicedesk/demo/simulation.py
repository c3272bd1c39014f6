"""Six months of the organisation's work, lived through with the clock moved.

An agenda of moments: citizens submit, staff claim and decide, applicants correct. Each act calls the verb that the
screen calls, at its own time, so that dates, lateness, grades, events and messages are what they would have been.
"""

import datetime as dt
import heapq
import random
import uuid
from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cms.models import ServicePage
from forms_ext import selectors as forms
from organisation.selectors import holders_of
from outbox.models import Effect
from outbox.services import perform_effect
from persian.working_time import add_working_time
from servicedesk.demo.clock import moved_clock
from servicedesk.demo.content.services import SERVICES
from workflows import selectors, services
from workflows.models import Case, Task
from workflows.models.task import OPEN_STATUSES

SPAN = dt.timedelta(days=182)
_NAMESPACE = uuid.UUID("f0f5a1a7-2f2f-4f0f-8f39-0f2f6e2b7a55")
# How often each service is asked for, against the others.
WEIGHTS = {
    "building_permit": 8,
    "business_licence": 6,
    "excavation": 3,
    "no_violation": 6,
    "complaint": 4,
    "tree_pruning": 4,
}
# What the first citizen has to show: service, and how far it came (the outcome, or where it waits), days ago.
STORIES = [
    ("no_violation", "done", 40),
    ("business_licence", "rejected", 24),
    ("building_permit", "waiting", 9),
    ("excavation", "open", 2),
]
# Work that waits at each post today: at most so much of what came in since; the older is late by now.
BACKLOG = [(1, dt.timedelta(days=16)), (4, dt.timedelta(days=4))]
Act = Callable[[], None]


class Simulation:
    """One run of the agenda up to now. Deterministic for a day: the same seed, the same cases."""

    def __init__(self, cases: int, seed: int = 1405) -> None:
        self.random = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.now = timezone.now()
        self.agenda: list[tuple[dt.datetime, int, Act]] = []
        self.order = count()
        self.citizens = list(User.objects.filter(mobile__startswith="0912000").order_by("mobile"))
        self.services = {data["slug"]: (key, data) for key, data in SERVICES.items()}
        self.pages = {page.slug: page for page in ServicePage.objects.filter(slug__in=self.services)}
        self.stories: dict[int, str] = {}  # case -> how far it comes
        self.expected: set[int] = set()  # steps that have their act, or wait for nobody's
        self.waiting: Counter[int | None] = Counter()  # post -> steps that nobody gets to before now
        if cases:
            self._schedule_submissions(cases)
            self._schedule_stories()

    def _schedule_stories(self) -> None:
        slugs = {key: slug for slug, (key, _data) in self.services.items()}
        for service, story, days in STORIES:
            at = self.now - dt.timedelta(days=days)
            self._at(at, lambda service=service, story=story: self._submit(story, slugs[service], story))

    def _schedule_submissions(self, cases: int) -> None:
        slugs = list(self.services)
        weights = [WEIGHTS[self.services[slug][0]] for slug in slugs]
        for index in range(cases):
            # More in recent months: a desk that people get used to.
            age = SPAN * (1 - self.random.random() ** 0.7)
            at = self.now - age - dt.timedelta(minutes=self.random.randrange(600))
            slug = self.random.choices(slugs, weights)[0]
            self._at(at, lambda index=index, slug=slug: self._submit(index, slug))

    def _at(self, moment: dt.datetime, act: Act) -> None:
        if moment < self.now:
            heapq.heappush(self.agenda, (moment, next(self.order), act))

    @transaction.atomic
    def run(self) -> int:
        """Live it through; all of it or nothing. Returns the number of acts."""
        done = 0
        with moved_clock() as clock:
            while self.agenda:
                clock.moment, _order, act = heapq.heappop(self.agenda)
                act()
                self._deliver()
                done += 1
        return done

    def _deliver(self) -> None:
        """The worker's part, at the same moment."""
        for pk in Effect.objects.filter(status=Effect.Status.PENDING).values_list("pk", flat=True):
            perform_effect(pk=pk)

    # --------------------------------------------------------------------------------------- citizens
    def _submit(self, index: int | str, slug: str, story: str = "") -> None:
        page = self.pages[slug]
        application = selectors.application_for(page)
        if application is None:
            raise RuntimeError(f"the service {slug} takes no requests")
        case = services.submit_request(
            service=page,
            version=application.form_version,
            answers=self._answers(application.form_version),
            applicant=self.citizens[0] if story else self.random.choice(self.citizens[1:]),
            key=uuid.uuid5(_NAMESPACE, str(index)),
        )
        if story:
            self.stories[case.pk] = story
        self._expect(case)

    def _answers(self, version: Any) -> dict[str, Any]:
        return {
            spec.name: self._answer(spec)
            for spec in forms.fields(version)
            if not spec.is_content and not spec.is_file and (spec.required or self.random.random() < 0.7)
        }

    def _answer(self, spec: forms.FieldSpec) -> Any:
        pick = self.random
        made: dict[str, Callable[[], Any]] = {
            "text": lambda: pick.choice(_TEXTS.get(spec.name, ["طبق مدارک پیوست"])),
            "long_text": lambda: pick.choice(_TEXTS.get(spec.name, _LONG)),
            "number": lambda: self._number(spec),
            "yes_no": lambda: pick.random() < 0.3,
            "single_choice": lambda: pick.choice(spec.options).value,
            "multiple_choice": lambda: [
                one.value for one in pick.sample(spec.options, pick.randint(1, min(2, len(spec.options))))
            ],
            "jalali_date": lambda: (timezone.localdate() + dt.timedelta(days=pick.randrange(10, 90))).isoformat(),
            "time": lambda: f"{pick.randrange(7, 15):02}:00:00",
            "national_id": lambda: pick.choice(self.citizens).national_id,
            "mobile": lambda: pick.choice(self.citizens).mobile,
            "email": lambda: f"citizen{pick.randrange(100, 999)}@miz.example",
        }
        return made[spec.type]()

    def _number(self, spec: forms.FieldSpec) -> str:
        ranges = {
            "floors": (1, 9),
            "land_area": (90, 600),
            "built_area": (120, 2400),
            "length": (3, 220),
            "trees": (1, 6),
            "amount": (10, 900),
        }
        low, high = ranges.get(spec.name, (1, 100))
        number = self.random.randint(low, high)
        return str(number * 100_000 if spec.name == "amount" else number)

    # ------------------------------------------------------------------------------------------ staff
    def _expect(self, case: Case) -> None:
        """Put the next act on each step that opened in the case since it was last asked on the agenda."""
        for task in Task.objects.filter(process=case, status__in=OPEN_STATUSES).order_by("pk"):
            if task.pk not in self.expected:
                self.expected.add(task.pk)
                self._expect_task(task, self.stories.get(case.pk))

    def _expect_task(self, task: Task, story: str | None) -> None:
        if task.post_id is None:
            if story == "waiting":
                return
            days = self.random.choice([1, 1, 2, 3, 5])
            self._at(timezone.now() + dt.timedelta(days=days, hours=2), lambda: self._correct(task.pk))
            return
        if story == "open":
            return
        age = self.now - timezone.now()
        room = max((most for most, span in BACKLOG if age < span), default=0)
        if not story and self.waiting[task.post_id] < room and self.random.random() < 0.5:
            self.waiting[task.post_id] += 1
            if self.random.random() < 0.5:  # taken up, and left
                self._at(add_working_time(timezone.now(), dt.timedelta(hours=3)), lambda: self._claim(task.pk))
            return
        limit = max(dt.timedelta(hours=2), self._working_limit(task))
        # Most work is done well within its limit, some late, a little very late.
        share = self.random.choices([0.15, 0.4, 0.7, 0.95, 1.3, 2.2], [22, 30, 24, 12, 8, 4])[0]
        finish = add_working_time(timezone.now(), limit * (share * self.random.uniform(0.8, 1.2)))
        claim = add_working_time(timezone.now(), limit * share * 0.4)
        self._at(claim, lambda: self._claim(task.pk))
        self._at(max(finish, claim + dt.timedelta(minutes=5)), lambda: self._decide(task.pk))

    @staticmethod
    def _working_limit(task: Task) -> dt.timedelta:
        limit = selectors.task_node(task).get("limit") or {"amount": 2, "unit": "days"}
        return dt.timedelta(hours=limit["amount"] * (7 if limit["unit"] == "days" else 1))

    def _open(self, pk: int) -> Task | None:
        """The task as it is now, if it is still open."""
        found = Task.objects.select_related("process", "post", "owner", "process__service", "process__applicant")
        return found.filter(pk=pk, status__in=OPEN_STATUSES).first()

    def _worker(self, task: Task) -> User | None:
        if task.owner is not None:
            return task.owner
        people = holders_of(task.post)
        return self.random.choice(people[:1] * 4 + people[1:]) if people else None

    def _claim(self, pk: int) -> None:
        task = self._open(pk)
        worker = self._worker(task) if task is not None else None
        if task is not None and worker is not None and task.owner_id is None:
            services.claim_task(task=task, user=worker)

    def _decide(self, pk: int) -> None:
        task = self._open(pk)
        worker = self._worker(task) if task is not None else None
        if task is None or worker is None:
            return
        decisions = selectors.decisions_of(task)
        decision = self._decision(task, decisions)
        answers = {
            placed.form_slug: self._answers(placed.version)
            for placed in selectors.task_forms(task, worker)
            if placed.is_writable
        }
        services.decide_task(
            task=task,
            user=worker,
            decision=decision.key,
            note=self.random.choice(_NOTES) if decision.needs_note or self.random.random() < 0.15 else "",
            answers=answers,
            revision=task.revision,
        )
        self._expect(task.process)

    def _decision(self, task: Task, decisions: list[Any]) -> Any:
        """Mostly the first; in a told story the one that its end asks for."""
        story = self.stories.get(task.process_id)
        if story is None:
            return self.random.choices(decisions, [8.0, *(0.9 for _one in decisions[1:])])[0]
        at = {"done": 0, "open": 0, "waiting": 1, "rejected": len(decisions) - 1}[story]
        return decisions[min(at, len(decisions) - 1)]

    def _correct(self, pk: int) -> None:
        task = self._open(pk)
        if task is None:
            return
        applicant = task.process.applicant
        answers = {
            placed.form_slug: {**placed.answers}
            for placed in selectors.task_forms(task, applicant)
            if placed.is_writable
        }
        services.answer_applicant_task(
            task=task, applicant=applicant, answers=answers, revision=task.revision, note=_ANSWER
        )
        self._expect(task.process)


# The simulated applicant sends the form as it was, which is taken with a word of explanation only.
_ANSWER = "مدارک و اطلاعات را بازبینی کردم؛ آنچه فرستاده‌ام درست است."
_TEXTS = {
    "owner_name": ["زهرا محمدی", "علی کریمی", "مینا رحیمی", "حمید باقری"],
    "registry_number": ["۱۲/۳۴۵۶", "۷/۱۱۰۲", "۲۱/۹۸۰", "۱۵/۴۰۳۱"],
    "address": [
        "خیابان آزادی، کوچه بهار، پلاک ۱۲",
        "بلوار معلم، خیابان لاله، پلاک ۴۵",
        "میدان ولیعصر، کوچه یاس، پلاک ۷، واحد ۳",
        "شهرک گلستان، خیابان سوم، پلاک ۱۸",
    ],
    "shop_name": ["سوپرمارکت امید", "پوشاک سپید", "نان داغ محله", "تعمیرگاه پارس"],
    "guild_id": ["0481234567", "0480098765", "0487711223"],
    "place": ["خیابان معلم از تقاطع لاله تا کوچه ششم", "بلوار ساحلی روبه‌روی پلاک ۲۰"],
    "subject": ["جمع‌آوری نشدن زباله", "تأخیر در پاسخ", "ناهمواری پیاده‌رو", "سد معبر"],
    "description": [
        "چند روز است پیگیری کرده‌ام و پاسخی نگرفته‌ام. خواهشمندم رسیدگی شود.",
        "پیاده‌رو جلوی مدرسه ناهموار است و برای کودکان خطر دارد.",
    ],
    "opinion": ["نقشه با ضوابط سازگار است.", "سطح اشغال در حد مجاز است.", "ارتفاع با طرح تفصیلی می‌خواند."],
    "report": ["بازدید انجام شد و با نقشه مطابقت داشت.", "محل بازدید شد؛ مانعی دیده نشد."],
    "payment_id": ["140500112233", "140500998877"],
}
_LONG = ["همه توضیحات در مدارک پیوست آمده است."]
_NOTES = [
    "لطفاً تصویر سند مالکیت را خوانا بفرستید.",
    "نشانی با پلاک ثبتی مطابقت ندارد؛ اصلاح شود.",
    "مدارک بررسی شد.",
    "با توجه به ضوابط، امکان انجام آن نیست.",
]
