"""The task (کار): one step of one case, waiting at a post."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import AbstractTask
from viewflow.workflow.status import STATUS

OPEN_STATUSES = [STATUS.NEW, STATUS.ASSIGNED]


class Task(AbstractTask):
    """A step of a case. `post` is the routing address; `owner` is who has claimed it.

    `revision` grows with every change, so that a decision taken on a stale page can be refused.
    """

    external_task_id = None
    owner_permission = None
    owner_permission_content_type = None
    owner_permission_obj_pk = None

    process = models.ForeignKey("workflows.Case", models.CASCADE, verbose_name=_("case"))
    post = models.ForeignKey(
        "workflows.Post", models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("post")
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_tasks",
        verbose_name=_("claimed by"),
    )
    step = models.CharField(_("step"), max_length=40)
    title = models.CharField(_("title"), max_length=150)
    due = models.DateTimeField(_("due"), null=True, blank=True)
    decision = models.CharField(_("decision"), max_length=40, blank=True)
    decision_label = models.CharField(_("decision"), max_length=100, blank=True)
    note = models.TextField(_("note"), blank=True)
    revision = models.PositiveIntegerField(_("revision"), default=0)
    data = models.JSONField(_("data"), default=dict, blank=True)
    seed = None

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            models.Index(
                fields=["post", "due", "id"],
                name="task_open_at_post",
                condition=Q(status__in=["NEW", "ASSIGNED"], post__isnull=False),
            ),
            models.Index(fields=["owner", "-finished"], name="task_done_by", condition=Q(status="DONE")),
        ]


# AbstractTask brings a generic foreign key for object permissions, which Django copies to every subclass
# even where its columns are overridden away. Ours has no such columns: a task belongs to a post.
Task._meta.private_fields.remove(Task._meta.get_field("owner_permission_obj"))
Task._meta._expire_cache()
del Task.owner_permission_obj
