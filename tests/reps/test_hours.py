from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reps.availability import Hours
from reps.hours import (
    Block,
    NoWorkingTime,
    UnknownCountry,
    WorkCalendar,
    add_working,
    grace,
    is_working_day,
    margins,
    next_within,
    next_working_moment,
    presence,
    shift_at,
    working_between,
)

SHANGHAI, BERLIN, NEW_YORK = "Asia/Shanghai", "Europe/Berlin", "America/New_York"
NONE, HOUR, DAY = timedelta(0), timedelta(hours=1), timedelta(days=1)


def blocks(*spans, weekdays=range(5)):
    """The same hours on several weekdays; 24 is the end of the day."""
    hours = [(time(starts), time.max if ends == 24 else time(ends)) for starts, ends in spans]
    return tuple(Block(weekday, *span) for weekday in weekdays for span in hours)


def at(text, zone=SHANGHAI, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


def off(start, end):
    return at(start), at(end)


def worked_on(calendar, day, leaves=()):
    start = at(day, calendar.zone)
    return working_between(calendar, leaves, start, start + DAY) / HOUR


OFFICE = blocks((9, 12), (13, 18))
NIGHT = blocks((0, 6), weekdays=range(7))
EVENING = blocks((22, 24), weekdays=range(7))
PLAIN = WorkCalendar(SHANGHAI, OFFICE)
CHINA = WorkCalendar(SHANGHAI, OFFICE, "CN")


def test_twelve_working_hours_over_chinese_new_year():
    # Fri 13 Feb 17-18: 1 h. Sat 14 Feb is a make-up day: 3 + 5 = 8 h, so 9 h. 15 to 23 Feb
    # are free. The 3 h that are missing are the morning of Tue 24 Feb, 9-12.
    due = add_working(CHINA, (), at("2026-02-13T17:00"), 12 * HOUR)

    assert due == at("2026-02-24T12:00")
    assert due.tzinfo is UTC


def test_free_weekdays_and_make_up_days_of_china_in_2026():
    year = [date(2026, 1, 1) + n * DAY for n in range(365)]
    unusual = [day for day in year if is_working_day(CHINA, day) != is_working_day(PLAIN, day)]

    free = "0101 0102 0216 0217 0218 0219 0220 0223 0406 0501 0504 0505 0619 0925"
    free += " 1001 1002 1005 1006 1007"
    made_up = "0104 0214 0228 0509 0920 1010"
    assert [f"{day:%m%d}" for day in unusual] == sorted(f"{free} {made_up}".split())


SHORT_FRIDAY = blocks((8, 16), weekdays=range(4)) + blocks((9, 12), weekdays=[4])
SHORT_SATURDAY = OFFICE + blocks((10, 11), weekdays=[5])
HOURS = [
    ("2026-03-07", SHORT_SATURDAY, 1),
    ("2026-02-14", SHORT_SATURDAY, 8),  # a make-up day follows Monday
    ("2026-02-14", blocks((14, 16), weekdays=[2, 3]), 2),  # or what stands for Monday
    ("2026-02-20", SHORT_FRIDAY, 3),  # opened by an override: keeps its own hours
    ("2026-03-10", blocks((9, 13), (12, 15), (15, 16), (10, 11)), 7),  # overlaps count once
    ("2026-03-10", blocks((22, 24)), 2),
    ("2026-03-10", (Block(1, time(22), time(0)),), 2),  # another way to write 24:00
    ("2026-03-08", (), 24),  # no blocks: always on duty, but for holidays
    ("2026-02-17", (), 0),
]


@pytest.mark.parametrize(("day", "hours", "worked"), HOURS)
def test_hours_of_a_day(day, hours, worked):
    calendar = WorkCalendar(SHANGHAI, hours, "CN", {date(2026, 2, 20): True})

    assert worked_on(calendar, day) == worked


def test_overrides_win_over_holidays_and_make_up_days():
    overrides = {date(2026, 2, 16): True, date(2026, 2, 14): False, date(2026, 3, 7): True}
    calendar = WorkCalendar(SHANGHAI, OFFICE, "CN", overrides)

    assert [is_working_day(calendar, day) for day in overrides] == [True, False, True]
    assert presence(calendar, (), at("2026-02-14T10:00")) == "holiday"
    assert presence(calendar, (), at("2026-03-07T10:00")) == "on_duty"


def test_holidays_of_a_part_of_a_country():
    germany, bavaria = (WorkCalendar(BERLIN, OFFICE, country) for country in ("DE", "DE-BY"))

    assert worked_on(germany, "2026-06-04") == 8
    assert worked_on(bavaria, "2026-06-04") == 0


PRESENCE = [
    ("2026-02-13T08:59:59", "off_hours"),
    ("2026-02-13T09:00", "on_duty"),
    ("2026-02-13T12:00", "off_hours"),
    ("2026-02-13T17:59:59", "on_duty"),
    ("2026-02-13T18:00", "off_hours"),
    ("2026-02-14T10:00", "on_duty"),  # make-up Saturday
    ("2026-02-17T03:00", "holiday"),
    ("2026-02-18T10:00", "on_leave"),  # and holiday
    ("2026-02-25T00:00", "on_leave"),
    ("2026-02-26T00:00", "off_hours"),
]


@pytest.mark.parametrize(("moment", "expected"), PRESENCE)
def test_presence(moment, expected):
    leaves = [off("2026-02-25", "2026-02-26"), off("2026-02-18", "2026-02-19")]

    assert presence(CHINA, leaves, at(moment)) == expected


DST = [  # zone, blocks, from and to on the wall, hours that really pass
    (BERLIN, NIGHT, "2026-03-29T00:00", "2026-03-30T00:00", 5),
    (BERLIN, NIGHT, "2026-10-25T00:00", "2026-10-26T00:00", 7),
    (NEW_YORK, NIGHT, "2026-03-08T00:00", "2026-03-09T00:00", 5),
    (NEW_YORK, NIGHT, "2026-11-01T00:00", "2026-11-02T00:00", 7),
    (BERLIN, (), "2026-03-29T00:00", "2026-03-30T00:00", 23),
    (BERLIN, (), "2026-10-25T00:00", "2026-10-26T00:00", 25),
    (NEW_YORK, EVENING + NIGHT, "2026-03-07T12:00", "2026-03-08T12:00", 7),
    (NEW_YORK, EVENING + NIGHT, "2026-10-31T12:00", "2026-11-01T12:00", 9),
    ("America/Sao_Paulo", NIGHT, "2018-11-03T12:00", "2018-11-04T12:00", 5),  # no midnight
    ("Australia/Lord_Howe", NIGHT, "2026-10-04T00:00", "2026-10-05T00:00", 5.5),
    ("Pacific/Apia", (), "2011-12-29T00:00", "2012-01-01T00:00", 48),  # no 30 December
]


@pytest.mark.parametrize(("zone", "hours", "start", "end", "passed"), DST)
def test_days_on_which_the_clocks_change(zone, hours, start, end, passed):
    worked = working_between(WorkCalendar(zone, hours), (), at(start, zone), at(end, zone))

    assert worked == passed * HOUR


@pytest.mark.parametrize(
    ("day", "starts", "ends", "begins_at", "hours"),
    [
        # 2:00 to 3:00 is skipped: the shift begins, or ends, when the clock jumps (1:00 UTC).
        ("2026-03-29", time(2, 30), time(6), "2026-03-29T01:00+00:00", 3),
        ("2026-03-29", time(1), time(2, 30), "2026-03-29T00:00+00:00", 1),
        # 2:00 to 3:00 is shown twice: the first counts (0:30 UTC).
        ("2026-10-25", time(2, 30), time(6), "2026-10-25T00:30+00:00", 4.5),
        ("2026-10-25", time(1), time(2, 30), "2026-10-24T23:00+00:00", 1.5),
        # All of it skipped: not before next Sunday.
        ("2026-03-29", time(2, 15), time(2, 45), "2026-04-05T00:15+00:00", 0.5),
    ],
)
def test_block_bounded_by_a_time_shown_never_or_twice(day, starts, ends, begins_at, hours):
    calendar = WorkCalendar(BERLIN, (Block(6, starts, ends),))

    begins = next_working_moment(calendar, (), at(day, BERLIN))

    assert begins == datetime.fromisoformat(begins_at)
    assert working_between(calendar, (), begins, begins + DAY) == hours * HOUR


def test_grace_tells_the_two_readings_of_an_ambiguous_time_apart():
    calendar = WorkCalendar(BERLIN, (Block(6, time(1), time(2, 30)),))
    first, second = (at("2026-10-25T02:10", BERLIN, fold).astimezone(UTC) for fold in (0, 1))

    assert grace(calendar, (), at("2026-10-25T02:10", BERLIN)) == first
    assert grace(calendar, (), second) == at("2026-11-08T01:30", BERLIN)


def test_evening_shown_again_after_midnight_is_worked_as_the_new_day():
    # In St John's the clock went from Sunday 0:01 back to Saturday 23:01.
    calendar = WorkCalendar("America/St_Johns", blocks((0, 6), weekdays=[6]))

    shown_again = at("2010-11-06T23:30", "America/St_Johns", fold=1)

    assert presence(calendar, (), shown_again) == "on_duty"


def test_leave_in_the_middle_is_not_counted():
    leave = off("2026-03-10T11:00", "2026-03-10T15:00")

    due = add_working(PLAIN, [leave], at("2026-03-10T10:00"), 2 * HOUR)

    assert due == at("2026-03-10T16:00")


def test_leaves_may_overlap_be_unordered_or_end_before_they_begin():
    spans = [("14:00", "16:00"), ("10:00", "15:00"), ("17:30", "17:00")]
    leaves = [off(f"2026-03-10T{start}", f"2026-03-10T{end}") for start, end in spans]

    assert worked_on(PLAIN, "2026-03-10", leaves) == 3


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-03-10T10:00", "2026-03-10T10:00"),  # on duty
        ("2026-03-10T03:00", "2026-03-10T11:00"),  # at night
        ("2026-03-10T12:30", "2026-03-10T15:00"),  # at lunch
        ("2026-03-10T18:00", "2026-03-11T11:00"),  # the moment he leaves
        ("2026-03-13T20:00", "2026-03-16T11:00"),  # on Friday night
        ("2026-03-18T10:00", "2026-03-20T11:00"),  # on leave
    ],
)
def test_grace(due, expected):
    assert grace(PLAIN, [off("2026-03-18", "2026-03-20")], at(due)) == at(expected)


def test_add_working_ends_when_the_break_starts_and_never_goes_back():
    assert add_working(PLAIN, (), at("2026-03-10T09:00"), 3 * HOUR) == at("2026-03-10T12:00")
    assert add_working(PLAIN, (), at("2026-03-10T03:00"), NONE) == at("2026-03-10T03:00")
    with pytest.raises(ValueError, match="backwards"):
        add_working(PLAIN, (), at("2026-03-10T09:00"), -HOUR)


def test_search_for_working_time_ends():
    leave = off("2026-01-01", "2028-01-01")
    before, after = at("2025-12-31T17:00"), at("2028-01-03T10:00")

    with pytest.raises(NoWorkingTime):
        next_working_moment(PLAIN, [leave], at("2026-03-10T10:00"))
    with pytest.raises(NoWorkingTime):
        add_working(PLAIN, [leave], before, 2 * HOUR)
    assert working_between(PLAIN, [leave], before, after) == 2 * HOUR


def test_nonsense_is_refused():
    with pytest.raises(ValueError, match="not a weekday"):
        Block(7, time(9), time(12))
    with pytest.raises(ValueError, match="within one day"):
        Block(0, time(22), time(6))
    with pytest.raises(ZoneInfoNotFoundError):
        WorkCalendar("Mars/Olympus", OFFICE)
    with pytest.raises(UnknownCountry):
        is_working_day(WorkCalendar(SHANGHAI, OFFICE, "DE-XX"), date(2026, 3, 10))
    with pytest.raises(ValueError, match="no time zone"):
        presence(PLAIN, (), datetime(2026, 3, 10, 10))


CALENDARS = [
    CHINA,
    WorkCalendar(BERLIN, NIGHT + EVENING, "DE-BY", {date(2026, 3, 29): True}),
    WorkCalendar(NEW_YORK, blocks((1, 3), (2, 5), weekdays=[0, 6]), "US"),
    WorkCalendar("America/Sao_Paulo", ()),
    WorkCalendar("America/St_Johns", EVENING + NIGHT),
    WorkCalendar("Pacific/Apia", OFFICE),
]
a_calendar = st.sampled_from(CALENDARS)
any_moment = st.datetimes(datetime(2010, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
changes = st.sampled_from([at(start, zone).astimezone(UTC) for zone, _, start, _, _ in DST])
near_a_change = st.builds(lambda change, n: change + n * HOUR / 2, changes, st.integers(-6, 60))
a_moment = any_moment | near_a_change
a_length = st.timedeltas(NONE, 90 * HOUR)
a_leave = st.builds(lambda start, n: (start, start + n * HOUR), a_moment, st.integers(0, 999))
some_leaves = st.lists(a_leave, max_size=3)
law = settings(deadline=None)  # the first calendar of a country takes its time to load


@law
@given(a_calendar, some_leaves, a_moment, a_length, a_length)
def test_working_time_adds_up(calendar, leaves, start, one, other):
    middle, end = start + one, add_working(calendar, leaves, start, one + other)
    stepwise = add_working(calendar, leaves, start, one)
    parts = [working_between(calendar, leaves, *part) for part in ((start, middle), (middle, end))]

    assert add_working(calendar, leaves, stepwise, other) == end
    assert working_between(calendar, leaves, start, end) == one + other
    assert sum(parts, NONE) == one + other


@law
@given(a_calendar, some_leaves, a_moment, a_moment, a_length)
def test_starting_later_never_ends_earlier(calendar, leaves, one, other, length):
    earlier, later = sorted([one, other])

    ends = [add_working(calendar, leaves, start, length) for start in (earlier, later)]

    assert ends == sorted(ends)
    assert grace(calendar, leaves, earlier) >= earlier


@law
@given(a_calendar, some_leaves, a_moment)
def test_next_working_moment_is_on_duty_and_the_first(calendar, leaves, start):
    found = next_working_moment(calendar, leaves, start)

    assert presence(calendar, leaves, found) == "on_duty"
    assert working_between(calendar, leaves, start, found) == NONE
    assert (found == start) == (presence(calendar, leaves, start) == "on_duty")


SHIFTS = [  # zone, blocks, moment, when its shift begins and ends on the wall
    (SHANGHAI, OFFICE, "2026-03-10T09:00", "2026-03-10T09:00", "2026-03-10T18:00"),
    (SHANGHAI, OFFICE, "2026-03-10T13:00", "2026-03-10T09:00", "2026-03-10T18:00"),  # after lunch
    (
        SHANGHAI,
        blocks((8, 10), (11, 13), (18, 20)),  # two breaks, of one and of five hours
        "2026-03-10T11:30",
        "2026-03-10T08:00",
        "2026-03-10T20:00",
    ),
    (SHANGHAI, blocks((6, 9), (16, 20)), "2026-03-10T08:00", "2026-03-10T06:00", "2026-03-10T09"),
    (SHANGHAI, EVENING + NIGHT, "2026-03-10T23:00", "2026-03-10T22:00", "2026-03-11T06:00"),
    (SHANGHAI, EVENING + NIGHT, "2026-03-10T01:00", "2026-03-09T22:00", "2026-03-10T06:00"),
    (BERLIN, EVENING + NIGHT, "2026-03-29T05:00", "2026-03-28T22:00", "2026-03-29T06:00"),
    (BERLIN, EVENING + NIGHT, "2026-10-25T05:00", "2026-10-24T22:00", "2026-10-25T06:00"),
    (NEW_YORK, EVENING + NIGHT, "2026-03-08T05:00", "2026-03-07T22:00", "2026-03-08T06:00"),
    (NEW_YORK, EVENING + NIGHT, "2026-11-01T00:30", "2026-10-31T22:00", "2026-11-01T06:00"),
    ("Asia/Kolkata", OFFICE, "2026-03-10T17:59", "2026-03-10T09:00", "2026-03-10T18:00"),
    ("Asia/Kathmandu", OFFICE, "2026-03-10T09:00", "2026-03-10T09:00", "2026-03-10T18:00"),
    ("Australia/Adelaide", OFFICE, "2026-10-05T09:30", "2026-10-05T09:00", "2026-10-05T18:00"),
    (SHANGHAI, (), "2026-03-10T08:00", "2026-03-09T00:00", "2026-03-12T00:00"),  # round the clock
]


@pytest.mark.parametrize(("zone", "hours", "moment", "begins", "ends"), SHIFTS)
def test_a_shift_includes_its_breaks_and_reaches_beyond_midnight(zone, hours, moment, begins, ends):
    calendar = WorkCalendar(zone, hours)
    now = at(moment, zone).astimezone(UTC)
    begins, ends = (at(one, zone).astimezone(UTC) for one in (begins, ends))

    assert shift_at(calendar, now) == (begins, ends)
    assert margins(calendar, now) == (now - begins, ends - now)


def test_the_night_of_a_clock_change_has_a_shift_as_long_as_it_lasts():
    calendar = WorkCalendar(BERLIN, EVENING + NIGHT)
    nights = ("2026-03-28T23:00", "2026-10-24T23:00", "2026-06-01T23:00")

    shifts = [shift_at(calendar, at(night, BERLIN)) for night in nights]

    assert [ends - begins for begins, ends in shifts] == [7 * HOUR, 9 * HOUR, 8 * HOUR]


def test_a_moment_off_hours_has_no_shift():
    with pytest.raises(ValueError, match="nobody works"):
        margins(PLAIN, at("2026-03-10T18:00"))


@pytest.mark.parametrize(
    ("hours", "moment", "expected"),
    [
        (OFFICE, "2026-03-10T09:00", "2026-03-10T09:30"),  # not in the first half hour
        (OFFICE, "2026-03-10T11:59", "2026-03-10T11:59"),
        (OFFICE, "2026-03-10T12:00", "2026-03-10T13:00"),  # no second beginning after lunch
        (OFFICE, "2026-03-10T17:45", "2026-03-11T09:30"),  # not in the last quarter
        (OFFICE, "2026-03-13T17:45", "2026-03-16T09:30"),
        (EVENING + NIGHT, "2026-03-11T00:00", "2026-03-11T00:00"),  # midnight begins nothing
        (EVENING + NIGHT, "2026-03-11T05:50", "2026-03-11T22:30"),
    ],
)
def test_next_moment_that_is_far_enough_within_a_shift(hours, moment, expected):
    calendar = WorkCalendar(SHANGHAI, hours)
    offsets = {"starts_after": HOUR / 2, "stops_before": HOUR / 4}

    assert next_within(calendar, (), at(moment), **offsets) == at(expected)


def test_leave_that_ends_in_the_middle_of_a_shift_does_not_begin_it_anew():
    leave = off("2026-03-10T00:00", "2026-03-10T15:00")
    offsets = {"starts_after": HOUR, "stops_before": NONE}

    assert next_within(PLAIN, [leave], at("2026-03-10T09:00"), **offsets) == at("2026-03-10T15:00")


def test_shifts_that_are_shorter_than_their_offsets_never_come():
    with pytest.raises(NoWorkingTime):
        next_within(PLAIN, (), at("2026-03-10T09:00"), starts_after=9 * HOUR, stops_before=NONE)


MAKE_UP_DAYS = ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]


@pytest.mark.parametrize("day", MAKE_UP_DAYS)
def test_a_make_up_day_has_a_shift_like_a_monday(day):
    begins, ends = shift_at(CHINA, at(f"{day}T10:00"))

    assert (begins, ends) == (at(f"{day}T09:00"), at(f"{day}T18:00"))


def test_make_up_days_that_are_not_announced_yet_are_entered_by_hand():
    by_hand = {date(2027, 2, 20): True, date(2027, 2, 11): False}
    calendar = WorkCalendar(SHANGHAI, OFFICE, "CN", by_hand)

    assert [is_working_day(CHINA, day) for day in by_hand] == [False, True]
    assert [is_working_day(calendar, day) for day in by_hand] == [True, False]
    assert next_working_moment(calendar, (), at("2027-02-19T19:00")) == at("2027-02-20T09:00")


some_time = st.timedeltas(NONE, 4 * HOUR)


@law
@given(a_calendar, some_leaves, a_moment)
def test_on_duty_one_is_within_a_shift(calendar, leaves, start):
    now = next_working_moment(calendar, leaves, start)

    since, left = margins(calendar, now)

    assert since >= NONE
    assert left > NONE


@law
@given(a_calendar, some_leaves, a_moment, some_time, some_time)
def test_presence_with_offsets_agrees_with_the_next_moment(calendar, leaves, start, after, before):
    own = Hours(calendar, tuple(leaves))
    offsets = {"starts_after": after, "stops_before": before}

    found = own.next_working(start, **offsets)

    is_there = own.presence(start, **offsets) == "on_duty"
    assert is_there <= (found == start)
    assert found == start or own.presence(found, **offsets) == "on_duty"
    assert found == start or own.presence(found - timedelta(microseconds=1), **offsets) != "on_duty"


@law
@given(a_calendar, a_moment, some_time)
def test_no_lead_comes_sooner_for_a_longer_offset(calendar, start, after):
    sooner = Hours(calendar).next_working(start, starts_after=after / 2)
    later = Hours(calendar).next_working(start, starts_after=after)

    assert later == start or sooner <= later
