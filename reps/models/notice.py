from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reps.choices import NoticeKind
from reps.querysets import NoticeQuerySet


class Notice(models.Model):
    """Something a person should know, written in the transaction that made it true.

    ``key`` makes it once: the same event never gives one person two notices.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    kind = models.CharField(_("kind"), max_length=30, choices=NoticeKind)
    key = models.CharField(max_length=80)
    lead_number = models.BigIntegerField(_("lead"), null=True, blank=True)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("created"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(name="reps_notice_once", fields=["user", "key"]),
            models.CheckConstraint(
                name="reps_notice_kind_is_known", condition=Q(kind__in=NoticeKind.values)
            ),
        ]
        indexes = [
            # The bell in the page head: the newest of one user.
            models.Index(fields=["user", "-created_at"], name="reps_notice_of_user"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.user}"
