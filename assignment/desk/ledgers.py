"""What a pool's ledger says of its members, for people to read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from assignment.engine.ledger import UNIT
from assignment.ledger import BALANCE, RECEIVED, SHARE
from assignment.models import Pool, PoolLedger, PoolMember
from reps.models import Rep

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Standing:
    """One member's account, in leads."""

    rep_id: int
    name: str
    weight: Decimal | None
    fair_share: Decimal
    received: int
    balance: Decimal


def standings(pool: Pool) -> list[Standing]:
    """The accounts of a pool's members, and of those who were; three queries."""
    found = PoolLedger.objects.filter(pool=pool).values_list("accounts", flat=True).first()
    accounts = {int(rep): account for rep, account in (found or {}).items()}
    members = PoolMember.objects.filter(pool=pool)
    weights = dict(members.values_list("rep_id", "weight"))
    reps = Rep.objects.filter(pk__in=accounts.keys() | weights.keys()).order_by("name", "pk")
    return [
        Standing(
            rep_id=pk,
            name=name,
            weight=weights.get(pk),
            fair_share=in_leads(accounts.get(pk, [0, 0])[SHARE]),
            received=accounts[pk][RECEIVED] if pk in accounts else 0,
            balance=in_leads(accounts.get(pk, [0])[BALANCE]),
        )
        for pk, name in reps.values_list("pk", "name")
    ]


def in_leads(units: int) -> Decimal:
    """Units of 10⁻⁹ lead as leads with two decimals."""
    return (Decimal(units) / UNIT).quantize(CENT)
