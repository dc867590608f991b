"""The admin of people: reps, teams, calendars, logins and the periodic jobs."""

from reps.admin import calendars, jobs, logins, people

__all__ = ["calendars", "jobs", "logins", "people"]
