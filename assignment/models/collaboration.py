from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from assignment.choices import CollaboratorRole


class Collaborator(models.Model):
    """A rep who works on a colleague's lead: he sees it and logs activities, the owner stays."""

    lead = models.ForeignKey(
        "leads.Lead", models.PROTECT, related_name="collaborators", verbose_name=_("lead")
    )
    rep = models.ForeignKey(
        "reps.Rep", models.PROTECT, related_name="collaborations", verbose_name=_("rep")
    )
    role = models.CharField(
        _("role"), max_length=12, choices=CollaboratorRole, default=CollaboratorRole.TECHNICAL
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("collaborator")
        verbose_name_plural = _("collaborators")
        constraints = [
            models.UniqueConstraint(
                name="assignment_collaborator_once_a_lead",
                fields=["lead", "rep"],
                condition=Q(ended_at__isnull=True),
            ),
            models.CheckConstraint(
                name="assignment_collaborator_role_is_known",
                condition=Q(role__in=CollaboratorRole.values),
            ),
        ]
        indexes = [
            # Which leads may this rep see?
            models.Index(
                fields=["rep", "lead"],
                name="assignment_collaborator_of_rep",
                condition=Q(ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rep} @ #{self.lead_id}"


class Task(models.Model):
    """Something to be done for a lead by a day and hour."""

    lead = models.ForeignKey(
        "leads.Lead", models.PROTECT, related_name="tasks", verbose_name=_("lead")
    )
    rep = models.ForeignKey("reps.Rep", models.PROTECT, related_name="tasks", verbose_name=_("for"))
    title = models.CharField(_("task"), max_length=200)
    due_at = models.DateTimeField(_("due"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )
    created_at = models.DateTimeField(_("created"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        indexes = [
            # A rep's tasks by urgency, and those to be reminded of.
            models.Index(
                fields=["rep", "due_at"],
                name="assignment_task_open_of_rep",
                condition=Q(done_at__isnull=True),
            ),
            # The sweep that reminds of tasks.
            models.Index(
                fields=["due_at"],
                name="assignment_task_to_remind",
                condition=Q(done_at__isnull=True, reminded_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title
