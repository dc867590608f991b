"""Who owns the customers: where their next leads go before any rule is asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simple_history.utils import bulk_update_with_history

from leads.models import Customer
from reps.models import Rep


def pass_customers_on(
    heirs: Mapping[Customer, Rep | None], *, by: Any = None, now: datetime
) -> None:
    """Give customers other owners, or none; the change is kept in their history."""
    for customer, heir in heirs.items():
        customer.owner = heir
    bulk_update_with_history(
        list(heirs), Customer, ["owner"], default_user=by, default_date=now, batch_size=100
    )
