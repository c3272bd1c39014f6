"""Parts of the staff's pages that repeat within a page, drawn by a function: as templates they took most of its time.

Every value goes through `format_html`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from forms_ext.selectors import DisplayRow
from persian.digits import localise
from persian.jalali import format_date, format_time
from persian.quantities import format_duration
from workflows import selectors

NOTHING = SafeString("")


def timeline_items(entries: Iterable[selectors.TimelineEntry]) -> SafeString:
    """The items of a case's timeline, one an event."""
    return format_html_join("\n", "<li>{}</li>", ((_event(entry),) for entry in entries))


def _event(entry: selectors.TimelineEntry) -> SafeString:
    decision = f": {entry.decision_label}" if entry.decision_label else ""
    step = (
        format_html(' <span class="text-body-secondary"> – {}</span>', entry.step_title)
        if entry.step_title
        else NOTHING
    )
    return format_html(
        '<strong>{}</strong>{}{} <small><time datetime="{}">{} {}</time>{}</small>{}{}{}',
        entry.label,
        decision,
        step,
        timezone.localtime(entry.timestamp).isoformat(),
        format_date(entry.timestamp, "short"),
        format_time(entry.timestamp),
        _actor(entry),
        _receiver(entry),
        format_html("<blockquote>{}</blockquote>", entry.note) if entry.note else NOTHING,
        _changes(entry),
    )


def _actor(entry: selectors.TimelineEntry) -> str:
    """Who did it, at which post, how long the step took."""
    parts = [f" · {part}" for part in (entry.actor_name, entry.post_title) if part]
    if entry.acting_as:
        parts.append(f" ({entry.acting_as})")
    if entry.duration:
        parts.append(" · " + _("took %(span)s") % {"span": format_duration(entry.duration)})
    return "".join(parts)


def _receiver(entry: selectors.TimelineEntry) -> SafeString:
    if not entry.data.get("to_post_title"):
        return NOTHING
    receiver = entry.data.get("to_person_name") or entry.data["to_post_title"]
    return format_html("<small>{} {}</small>", _("To:"), receiver)


def _changes(entry: selectors.TimelineEntry) -> SafeString:
    if not entry.changes:
        return NOTHING
    return render_to_string("components/form_changes.html", {"changes": entry.changes, "titled": True})


def answer_rows(rows: Iterable[DisplayRow]) -> SafeString:
    """The rows of a filled form to read: question and answer."""
    return format_html_join("\n", "{}", ((_answer(row),) for row in rows))


def _answer(row: DisplayRow) -> SafeString:
    if row.kind == "heading":
        return format_html('<div class="desk-rows__heading"><dt>{}</dt></div>', row.label)
    text = localise(row.text) if row.kind in ("text", "long_text") else row.text
    shown: str = text or "–"
    if row.attachment_id:
        shown = format_html(
            '<a href="{}"><i class="bi bi-paperclip" aria-hidden="true"></i> {}</a>',
            reverse("attachment", args=[row.attachment_id]),
            row.text,
        )
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", row.label, shown)
