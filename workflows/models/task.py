"""The task (کار): one step of one case, waiting at a post."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractTask
from viewflow.workflow.status import STATUS

from workflows import sla

OPEN_STATUSES = [STATUS.NEW.value, STATUS.ASSIGNED.value]


class Task(AbstractTask):
    """A step of a case. `post` is the routing address; `owner` is who has claimed it.

    An applicant's task has no post; its owner is the applicant. Automatic steps (start, route, message, end) have
    neither: their rows are born finished. `revision` grows with every change, so that a decision taken on a stale
    page can be refused.

    `process_version` is the version that the step was made under, and is read under: the case's own only says which is
    newest for it. `(scope, branch)` is the place at which the step stands among parallel branches.

    Each tab of the worklist reads one partial index in its own order; `watched` is kept for the tab «waiting»: the
    step is done by its owner while its case is still open elsewhere.
    """

    external_task_id = None
    owner_permission = None
    owner_permission_content_type = None
    owner_permission_obj_pk = None
    scheduled = None
    token = None

    process = models.ForeignKey("workflows.Case", models.CASCADE, verbose_name=_("case"))
    # `status` and `created` as in AbstractTask, without its one-column indexes: no list of ours reads by them alone.
    status = models.CharField(_("status"), max_length=50, choices=STATUS.choices, default=STATUS.NEW)
    created = models.DateTimeField(_("created"), default=timezone.now)
    post = models.ForeignKey(
        "organisation.Post",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        db_index=False,
        verbose_name=_("post"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_tasks",
        db_index=False,
        verbose_name=_("claimed by"),
    )
    step = models.CharField(_("step"), max_length=40)
    process_version = models.ForeignKey(
        "workflows.ProcessVersion", models.PROTECT, related_name="+", db_index=False, verbose_name=_("process version")
    )
    scope = models.ForeignKey(
        "workflows.Scope",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("parallel block"),
    )
    branch = models.PositiveSmallIntegerField(_("branch of the block"), default=0)
    title = models.CharField(_("title"), max_length=150)
    due = models.DateTimeField(
        _("due"),
        null=True,
        blank=True,
        help_text=_("A post's step without a limit of its own is due when its case is."),
    )
    decision = models.CharField(_("decision"), max_length=40, blank=True)
    decision_label = models.CharField(_("decision"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    watched = models.BooleanField(_("done, case open elsewhere"), default=False, editable=False)
    data = models.JSONField(_("data"), default=dict, blank=True)
    asked = models.JSONField(
        _("asked"),
        default=dict,
        blank=True,
        help_text=_("What the applicant has to mend: names of fields by form. Empty where the whole step is open."),
    )
    seed = None

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        constraints = [
            models.CheckConstraint(condition=Q(post__isnull=True) | Q(due__isnull=False), name="task_of_post_has_due"),
        ]
        indexes = [
            models.Index(
                fields=["post", "due", "id"],
                name="task_open_at_post",
                condition=Q(status__in=["NEW", "ASSIGNED"], post__isnull=False),
            ),
            models.Index(
                fields=["post", "due", "id"],
                name="task_new_at_post",
                condition=Q(status="NEW", post__isnull=False),
            ),
            models.Index(
                fields=["owner", "due", "id"],
                name="task_claimed_by",
                condition=Q(status="ASSIGNED", post__isnull=False),
            ),
            models.Index(
                F("owner"),
                F("finished").desc(),
                F("id").desc(),
                name="task_done_by",
                condition=Q(status="DONE", post__isnull=False),
            ),
            models.Index(
                F("owner"), F("finished").desc(), F("id").desc(), name="task_watched_by", condition=Q(watched=True)
            ),
            models.Index(
                fields=["owner", "id"],
                name="task_asked_of_applicant",
                condition=Q(status="NEW", post__isnull=True, owner__isnull=False),
            ),
            models.Index(fields=["post", "process"], name="task_of_post", condition=Q(post__isnull=False)),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def is_cancelled(self) -> bool:
        """Not needed any more: the case has gone on without it."""
        return bool(self.status == STATUS.CANCELED.value)

    @property
    def is_late(self) -> bool:
        """Whether the task is late, or was when it was finished (`sla.is_late`)."""
        return sla.is_late(due=self.due, finished=self.finished, now=timezone.now())

    @property
    def is_near(self) -> bool:
        """Whether the open task is due soon (`sla.is_near`)."""
        now = timezone.now()
        return sla.is_near(due=self.due, finished=self.finished, now=now, until=sla.near_until(now))


# AbstractTask brings a generic foreign key for object permissions, which Django copies to every subclass
# even where its columns are overridden away. Ours has no such columns: a task belongs to a post.
Task._meta.private_fields.remove(Task._meta.get_field("owner_permission_obj"))
Task._meta._expire_cache()
del Task.owner_permission_obj
