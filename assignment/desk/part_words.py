"""A rep's part in a decision in plain words, and the numbers by which strategies rank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assignment.choices import DecisionKind
from assignment.engine.codes import Exclusion
from assignment.engine.strategies import Unit
from assignment.engine.strategies.load_balance import UNLIMITED
from assignment.fairness.parts import Part

YOU_COULD_NOT: Final[Mapping[str, Any]] = {
    Exclusion.INACTIVE: _("You were switched off as a rep."),
    Exclusion.PAUSED: _("You had paused receiving leads."),
    Exclusion.NO_PERMISSION: _("You may not take leads of this kind."),
    Exclusion.LOST_IN_CYCLE: _("You had this lead before and let its deadline pass."),
    Exclusion.PREVIOUS_OWNER: _("You had this lead before; it goes to somebody else."),
    Exclusion.COOLING_OFF: _("You had this lead too recently."),
    Exclusion.DECLINED: _("It was offered to you, and you let it pass."),
    Exclusion.TOO_OLD: _("The lead was too old for this pool."),
    Exclusion.LANGUAGE_MISSING: _("It needs a language that your profile does not name."),
    Exclusion.SKILL_MISSING: _("It needs a skill that your profile does not name."),
    Exclusion.OUTSIDE_TERRITORY: _("It lies outside the areas in your profile."),
    Exclusion.LEVEL_TOO_LOW: _("Its rule asks for a higher level than yours."),
    Exclusion.WRONG_TEAM: _("Its rule gives it to another team."),
    Exclusion.OFF_HOURS: _("You were outside your working hours."),
    Exclusion.ON_LEAVE: _("You were on leave."),
    Exclusion.HOLIDAY: _("It was a holiday of yours."),
    Exclusion.AT_CAPACITY: _("You had as many open leads as your capacity allows."),
    Exclusion.HOURLY_CAP: _("You had reached your cap for the hour."),
    Exclusion.DAILY_CAP: _("You had reached your cap for the day."),
    Exclusion.WEEKLY_CAP: _("You had reached your cap for the week."),
    Exclusion.MONTHLY_CAP: _("You had reached your cap for the month."),
}


def part_sentence(part: Part) -> str:
    """Why the lead came to a rep, or why not, said to him."""
    if part.is_winner:
        return _won(part)
    if part.code:
        return str(YOU_COULD_NOT.get(part.code, part.code))
    said: dict[str, Any] = {"rank": part.rank, "count": part.candidates}
    if part.behind is None:
        return gettext("You were number %(rank)s of the %(count)s who could have taken it.") % said
    said["behind"] = gap_text(part.unit, part.behind)
    return (
        gettext("You were number %(rank)s of the %(count)s who could have taken it: %(behind)s.")
        % said
    )


def _won(part: Part) -> str:
    if part.is_sticky:
        return gettext("It came to you because the customer is yours.")
    if part.kind == DecisionKind.OFFERED:
        return gettext("It was offered to you first: you were number 1 in line.")
    return gettext("You got it: you were number 1 in line.")


def gap_text(unit: Unit, gap: float) -> str:
    """How far somebody was behind whoever got the lead."""
    if not gap:
        return gettext("level with the first, who had waited longer")
    if unit == Unit.POINTS:
        return gettext("%(gap)s points behind") % {"gap": round(gap)}
    if unit == Unit.ROOM:
        if gap > UNLIMITED / 2:
            return gettext("the first has no limit")
        return gettext("room for %(gap)s fewer") % {"gap": round(gap)}
    return gettext("%(gap)s leads behind") % {"gap": f"{gap:.2f}"}


def number_text(unit: Unit, number: float) -> str:
    """The number by which a strategy ranked a candidate."""
    if unit == Unit.ROOM:
        return _room(number)
    if unit == Unit.SHARE:
        return gettext("%(share)s in use") % {"share": f"{number:.0%}"}
    if unit == Unit.MOMENT:
        return _moment(number)
    if unit == Unit.POINTS:
        return gettext("%(points)s points") % {"points": round(number)}
    if unit == Unit.RATE:
        return gettext("expected %(rate)s") % {"rate": f"{number:.1%}"}
    return gettext("owed %(number)s") % {"number": f"{number:+.2f}"}


def _room(number: float) -> str:
    if number > UNLIMITED / 2:
        return gettext("no limit, %(number)s open") % {"number": round(UNLIMITED - number)}
    return gettext("room for %(number)s") % {"number": round(number)}


def _moment(number: float) -> str:
    if not number:
        return gettext("no lead yet")
    at = timezone.localtime(datetime.fromtimestamp(number, UTC))
    return gettext("last lead %(at)s") % {"at": date_format(at, "SHORT_DATETIME_FORMAT")}


CRITERIA: Final[Mapping[str, Any]] = {
    "language": _("language"),
    "territory": _("territory"),
    "product": _("product"),
    "industry": _("industry"),
    "skill": _("skill"),
    "level": _("level"),
}


def points_text(points: Mapping[str, int]) -> str:
    """What a number of points consists of, such as: language 30, product 20."""
    return ", ".join(f"{CRITERIA.get(name, name)} {count}" for name, count in points.items())
