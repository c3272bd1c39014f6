"""Messages to the applicant: what editors wrote, with the case's values put in, and the system's own."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from forms_ext import selectors as form_selectors
from messaging.models import Message
from messaging.services import new_message
from persian.jalali import format_date
from workflows import events, tracking_codes
from workflows.engine import specs
from workflows.engine.case_forms import forms_of
from workflows.engine.ledger import ledger_of
from workflows.models import Case, Task
from workflows.placeholders import substitute

SMS, EMAIL = "sms", "email"
_LEFT_TO_RIGHT = "\u200e"


class CaseValues(dict[str, str]):
    """Values of a case for `substitute`, in the active language; answers are read only if a text asks for one."""

    def __init__(self, case: Case, *, stage: str = "") -> None:
        super().__init__(
            tracking_code=shown_code(case),
            service=case.service.title,
            applicant=str(case.applicant),
            stage=stage,
            due=format_date(case.due),
            outcome=str(case.get_outcome_display()),
            link=tracking_link(case),
            reason=case.ledger.note if case.ledger is not None else case.reason,
        )
        self._case = case
        self._answers: dict[str, str] | None = None

    def get(self, key: str, default: str = "") -> str:  # type: ignore[override]
        if "." not in key:
            return super().get(key, default)
        if self._answers is None:
            self._answers = _answer_texts(self._case)
        return self._answers.get(key, default)


def _answer_texts(case: Case) -> dict[str, str]:
    texts = {}
    for row in forms_of(case).rows:
        version = form_selectors.version(row.record.version_id)
        for shown in form_selectors.display_rows(version, row.record.answers):
            texts[f"{row.form.slug}.{shown.name}"] = str(shown.text)
    return texts


def shown_code(case: Case) -> str:
    """The grouped code for plain text: a left-to-right mark keeps its groups in order inside a Persian sentence."""
    return f"{_LEFT_TO_RIGHT}{tracking_codes.display(case.code)}"


def tracking_link(case: Case) -> str:
    """Absolute address of the case's tracking page."""
    return f"{settings.BASE_URL.rstrip('/')}/track/{case.code}/"


def tell_applicant(case: Case, *, channel: str, subject: str, body: str, key: str, task: Task | None = None) -> bool:
    """Note one message in the running verb's ledger. False, with the event saying so, if the applicant has no such
    address.
    """
    ledger = ledger_of(case)
    recipient = (case.applicant.mobile if channel == SMS else case.applicant.email) or ""
    if recipient:
        ledger.effect(_message(case, channel, recipient, subject, body, key), task=task)
    ledger.event(
        events.MESSAGE_QUEUED,
        task=task,
        by_system=True,
        channel=channel,
        key=key,
        **({} if recipient else {"no_address": True}),
    )
    return bool(recipient)


def _message(case: Case, channel: str, recipient: str, subject: str, body: str, key: str) -> Message:
    return new_message(
        idempotency_key=key,
        channel=channel,
        recipient=recipient,
        person=case.applicant,
        subject=" ".join(subject.split())[:200],
        body=body,
        reference=case.code,
    )


def send_written(task: Task, *, channel: str, subject: str, body: str) -> None:
    """A message step: the editor's text to the applicant, in the organisation's language."""
    case = task.process
    with translation.override(settings.LANGUAGE_CODE):
        values = CaseValues(case, stage=specs.public_title(specs.node_of(task)))
        text = substitute(body, values)
        sent = tell_applicant(
            case,
            channel=channel,
            subject=substitute(subject, values),
            body=text,
            key=f"{case.code}:{task.step}:{task.pk}:{channel}",
            task=task,
        )
        if sent:
            ledger_of(case).written.append(text)


def send_receipt(case: Case) -> None:
    """The receipt as a message, by each way the applicant can be reached."""
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "service": case.service.title,
            "code": shown_code(case),
            "due": format_date(case.due),
            "link": tracking_link(case),
        }
        subject = _("Receipt of your request %(code)s") % values
        body = (
            _("Your request for «%(service)s» was received.\nTracking code: %(code)s\nAnswer by: %(due)s\n%(link)s")
            % values
        )
        _by_every_way(case, subject, body, "receipt")


def ask_applicant(task: Task) -> None:
    """Tell the applicant that the case waits for their answer."""
    case = task.process
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "service": case.service.title,
            "code": shown_code(case),
            "step": specs.public_title(specs.node_of(task)),
            "link": f"{settings.BASE_URL.rstrip('/')}/my/",
        }
        subject = _("Your request %(code)s waits for you") % values
        body = _("Your request for «%(service)s» (%(code)s) waits for your answer: %(step)s.\n%(link)s") % values
        _by_every_way(case, subject, body, f"asked:{task.pk}", task)


def tell_outcome(end: Task) -> None:
    """How the case ended and why, unless the process itself has just written it to the applicant."""
    case = end.process
    if any(case.reason in text for text in ledger_of(case).written):
        return
    with translation.override(settings.LANGUAGE_CODE):
        values = {
            "service": case.service.title,
            "code": shown_code(case),
            "outcome": case.get_outcome_display(),
            "reason": case.reason,
            "until": format_date(case.object_until) if case.object_until else "",
            "link": tracking_link(case),
        }
        subject = _("Result of your request %(code)s") % values
        lines = [_("Your request for «%(service)s» (%(code)s) was closed. Result: %(outcome)s.") % values]
        if case.reason:
            lines.append(_("Reason: %(reason)s") % values)
        if case.object_until:
            lines.append(_("You may object until %(until)s.") % values)
        _by_every_way(case, subject, "\n".join([*lines, values["link"]]), "closed", end)


def _by_every_way(case: Case, subject: str, body: str, name: str, task: Task | None = None) -> None:
    ways = [way for way, address in ((SMS, case.applicant.mobile), (EMAIL, case.applicant.email)) if address]
    for channel in ways:
        key = f"{case.code}:{name}:{channel}"
        tell_applicant(case, channel=channel, subject=subject, body=body, key=key, task=task)
