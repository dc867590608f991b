from django.db import models
from django.db.models import Q


class RepQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def under(self, user):
        """Reps of the teams that a user manages, teams below included (three levels)."""
        return self.filter(
            Q(team__manager=user)
            | Q(team__parent__manager=user)
            | Q(team__parent__parent__manager=user)
        )

    def in_team(self, team):
        """Reps of a team and of those below it (three levels)."""
        return self.filter(Q(team=team) | Q(team__parent=team) | Q(team__parent__parent=team))


class NoticeQuerySet(models.QuerySet):
    def unread(self):
        return self.filter(read_at__isnull=True)
