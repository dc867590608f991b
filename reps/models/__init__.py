from reps.models.calendar import Calendar, DayOverride, Leave, WorkingBlock
from reps.models.notice import Notice
from reps.models.person import Preferences, Rep, Team
from reps.models.sweep import SweepRun

__all__ = [
    "Calendar",
    "DayOverride",
    "Leave",
    "Notice",
    "Preferences",
    "Rep",
    "SweepRun",
    "Team",
    "WorkingBlock",
]
