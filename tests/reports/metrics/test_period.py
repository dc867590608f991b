from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from reports.metrics.period import Period

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")


def test_days_begin_and_end_at_midnight_of_the_company():
    period = Period.of_days(date(2026, 3, 2), date(2026, 3, 8), zone=SHANGHAI)

    assert period.since.astimezone(UTC) == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert period.until.astimezone(UTC) == datetime(2026, 3, 8, 16, tzinfo=UTC)
    assert (period.first_day, period.last_day) == (date(2026, 3, 2), date(2026, 3, 8))


def test_the_period_before_has_as_many_days_and_ends_where_this_begins():
    period = Period.of_days(date(2026, 3, 2), date(2026, 3, 8), zone=SHANGHAI)

    assert period.before() == Period.of_days(date(2026, 2, 23), date(2026, 3, 1), zone=SHANGHAI)


def test_a_change_of_the_clocks_moves_no_midnight():
    after_the_change = Period.of_days(date(2026, 3, 29), date(2026, 4, 4), zone=BERLIN)

    before = Period.of_days(date(2026, 3, 22), date(2026, 3, 28), zone=BERLIN)
    assert after_the_change.before() == before


def test_days_lists_every_day_once():
    period = Period.of_days(date(2026, 2, 27), date(2026, 3, 2), zone=SHANGHAI)

    assert list(period.days()) == [date(2026, 2, day) for day in (27, 28)] + [
        date(2026, 3, day) for day in (1, 2)
    ]
