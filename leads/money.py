"""Amounts in the base currency, by the dated rate table."""

from collections.abc import Iterable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from django.conf import settings

from reps.sql import read

# By date, so that of each currency the newest is what remains.
_RATES = """
SELECT currency, rate FROM leads_currencyrate
WHERE currency IN %s AND valid_from <= %s ORDER BY valid_from, id
"""


def rates_at(currencies: Iterable[str], *, now: datetime) -> dict[str, Decimal]:
    """The rate of each currency on that day; a currency without a rate is left out.

    No query when all are the base currency.
    """
    wanted = {currency for currency in currencies if currency}
    known = {settings.BASE_CURRENCY: Decimal(1)}
    if wanted <= known.keys():
        return known
    by_date = read(_RATES, list(wanted), now.date())
    return {currency: Decimal(str(rate)) for currency, rate in by_date} | known


def to_base(minor: int | None, currency: str, rates: dict[str, Decimal]) -> int | None:
    """Hundredths in the base currency; None when there is no amount or no rate for it.

    An amount without a currency is taken to be in the base currency.
    """
    rate = rates.get(currency or settings.BASE_CURRENCY)
    if minor is None or rate is None:
        return None
    return int((minor * rate).to_integral_value(ROUND_HALF_EVEN))


def amount_text(minor: int | None, currency: str) -> str:
    """An amount as people read it; empty when there is none."""
    if minor is None:
        return ""
    return f"{Decimal(minor) / 100:,.2f} {currency or settings.BASE_CURRENCY}"
