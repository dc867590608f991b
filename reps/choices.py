from django.db import models
from django.utils.translation import gettext_lazy as _


class RepLevel(models.TextChoices):
    JUNIOR = "junior", _("Junior")
    REGULAR = "regular", _("Regular")
    SENIOR = "senior", _("Senior")


class NoticeKind(models.TextChoices):
    LEAD_ASSIGNED = "lead_assigned", _("A lead was given to you")
    LEAD_INQUIRED_AGAIN = "lead_inquired_again", _("Your lead wrote again")
    LEAD_REMINDER = "lead_reminder", _("A deadline comes closer")
    LEAD_RECYCLED = "lead_recycled", _("A lead was recycled")
    LEAD_TAKEN_BACK = "lead_taken_back", _("A lead was taken back")
    REVIEW_OPENED = "review_opened", _("A lead waits for your decision")
    LEAD_OFFERED = "lead_offered", _("A lead is offered to you")
    LEAD_MOVED = "lead_moved", _("A lead of yours was given to somebody else")
    COLLABORATION = "collaboration", _("You were asked to work on a lead")
    TASK_GIVEN = "task_given", _("A task for you")
    TASK_DUE = "task_due", _("A task is due")
    OBJECTION_OPENED = "objection_opened", _("A rep objects to a decision")
    OBJECTION_ANSWERED = "objection_answered", _("Your objection was answered")
    CREDIT_DECIDED = "credit_decided", _("Your request for a credit was decided")
    RULES_PUBLISHED = "rules_published", _("Rules were published")
    RULES_NOT_PUBLISHED = "rules_not_published", _("Rules could not be published as planned")


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"
