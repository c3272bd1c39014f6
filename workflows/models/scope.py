"""Parallel branches of a running case."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Scope(models.Model):
    """One passing of one block: the branches that the step `step` has started, until they come together at `join`.

    A token, the place at which a case stands, is `(Task.scope, Task.branch)`; a case without open scopes has one token
    outside all. `expected` branches were started, `needed` have to arrive; what is still open when the scope closes is
    cancelled. `outer` and `outer_branch` are the place of the token that was split and goes on behind the join. Each
    pass of a loop makes a new row, so that passes never mix. Only the verb that holds the case's lock writes here.

    `items` are what the branches were started for, where each is started for one of many (its number is its branch);
    `results` is what each branch brought, by its number.
    """

    case = models.ForeignKey(
        "workflows.Case", models.CASCADE, related_name="scopes", db_index=False, verbose_name=_("case")
    )
    outer = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("outer block")
    )
    outer_branch = models.PositiveSmallIntegerField(_("branch of the outer block"), default=0)
    kind = models.CharField(_("kind of step"), max_length=40)
    step = models.CharField(_("step"), max_length=40)
    join = models.CharField(_("comes together at"), max_length=40)
    expected = models.PositiveSmallIntegerField(_("branches started"))
    needed = models.PositiveSmallIntegerField(_("branches needed"))
    arrived = models.PositiveSmallIntegerField(_("branches arrived"), default=0)
    items = models.JSONField(_("items"), default=list, blank=True)
    results = models.JSONField(_("results"), default=dict, blank=True)
    closed = models.DateTimeField(_("closed"), null=True, blank=True)

    class Meta:
        verbose_name = _("parallel block")
        verbose_name_plural = _("parallel blocks")
        indexes = [models.Index(fields=["case"], name="scope_open_of_case", condition=Q(closed__isnull=True))]
        constraints = [
            models.CheckConstraint(
                condition=Q(arrived__lte=F("needed"), needed__lte=F("expected")), name="scope_counts"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.step}"
