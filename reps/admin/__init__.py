"""The admin of people: reps, teams, calendars, leave, logins and the periodic jobs."""

from reps.admin import calendars, jobs, leave, logins, people

__all__ = ["calendars", "jobs", "leave", "logins", "people"]
