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


class Language(models.TextChoices):
    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"
