"""Forms of the page of one task: those that the step places, the decision, the referral."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from persian.forms import PersianCharField
from workflows import selectors

NOTE_LENGTH = 4000
# Groups of (value, label), as a select takes them; hashable, since blank fields are kept by them.
Choices = tuple[tuple[str, "str | tuple[tuple[str, str], ...]"], ...]


class DecisionForm(forms.Form):
    """One of the step's decisions, and a note where the decision asks for one."""

    prefix = "decision"

    decision = forms.ChoiceField(
        label=_("Decision"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("This step offers no such decision.")},
    )
    note = PersianCharField(
        label=_("Note"),
        required=False,
        max_length=NOTE_LENGTH,
        widget=forms.Textarea({"rows": 3, "class": "form-control"}),
    )

    asked = forms.MultipleChoiceField(
        label=_("To be mended by the applicant"),
        required=False,
        error_messages={"invalid_choice": _("One of the ticked fields cannot be asked for any more.")},
    )

    def __init__(
        self, data: Any, *, decisions: list[selectors.Decision], askable: Iterable[selectors.Askable] = ()
    ) -> None:
        super().__init__(data)
        self.decisions = decisions
        self.askable = tuple(askable)
        cast(forms.MultipleChoiceField, self.fields["asked"]).choices = [
            (field.key, field.label) for field in self.askable
        ]
        cast(forms.ChoiceField, self.fields["decision"]).choices = [
            (decision.key, decision.label) for decision in decisions
        ]

    def ticks(self) -> list[dict[str, Any]]:
        """The fields that can be sent back, each under its form's title where it is the first of its form."""
        ticked = self["asked"].value() or []
        titles = [field.form_title for field in self.askable]
        return [
            {
                "id": f"asked_{number}",
                "key": field.key,
                "label": field.label,
                "title": field.form_title if field.form_title not in titles[:number] else "",
                "checked": field.key in ticked,
            }
            for number, field in enumerate(self.askable)
        ]

    def has_ticks(self) -> bool:
        """Whether anything is ticked, so that the list stands open."""
        return bool(self["asked"].value())

    def options(self) -> list[dict[str, Any]]:
        """The radio buttons with what is known of each decision."""
        chosen = self["decision"].value()
        return [
            {
                "id": f"decision_{number}",
                "key": decision.key,
                "label": decision.label,
                "needs_note": decision.needs_note,
                "checked": decision.key == chosen,
            }
            for number, decision in enumerate(self.decisions)
        ]


class ReferralForm(forms.Form):
    """To whom the task is handed over: a post's worklist, or a person who holds a post."""

    prefix = "referral"

    target = forms.ChoiceField(
        label=_("Refer to"),
        error_messages={
            "required": _("Choose a post or a person."),
            "invalid_choice": _("The task cannot be referred there."),
        },
        widget=forms.Select({"class": "form-select"}),
    )
    note = PersianCharField(
        label=_("Note of the referral"),
        max_length=NOTE_LENGTH,
        error_messages={"required": _("Write why you refer the task: the next person reads it.")},
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
    )

    def __init__(self, data: Any, *, targets: selectors.ReferralTargets) -> None:
        super().__init__(data)
        self.targets = targets
        self._offer(choices_of(targets))

    @classmethod
    def offering(cls, choices: Choices) -> ReferralForm:
        """A blank form to be drawn."""
        form = cls(None, targets=selectors.ReferralTargets([], []))
        form._offer(choices)
        return form

    def _offer(self, choices: Choices) -> None:
        self.choices = choices
        cast(forms.ChoiceField, self.fields["target"]).choices = choices

    @property
    def chosen(self) -> dict[str, Any]:
        """What `refer_task` takes: the post, and the person where one was chosen."""
        kind, *keys = self.cleaned_data["target"].split(":")
        if kind == "post":
            return {"post": next(post for post in self.targets.posts if post.pk == int(keys[0]))}
        person, post = int(keys[0]), int(keys[1])
        found = next(t for t in self.targets.people if t.person.pk == person and t.post.pk == post)
        return {"person": found.person, "post": found.post}

    @property
    def chosen_name(self) -> str:
        """The person's or the post's name, for the sentence that confirms."""
        chosen = self.chosen
        return str(chosen.get("person") or chosen["post"])


def choices_of(targets: selectors.ReferralTargets) -> Choices:
    """Posts and people to choose from, in the active language."""
    posts = tuple((f"post:{post.pk}", post.title) for post in targets.posts)
    people = tuple(
        (f"person:{one.person.pk}:{one.post.pk}", f"{one.person} – {one.post.title}") for one in targets.people
    )
    return (("", gettext("Choose…")), (gettext("Posts"), posts), (gettext("People"), people))


def wants_referral(data: Any) -> bool:
    """Whether anything of the referral was typed."""
    return bool(data.get("referral-target") or data.get("referral-note"))
