"""The page of the public pools: what lies in them, how far one may claim, and what was asked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assignment.desk.selectors import Page, page_of
from assignment.models import Offer, Pool, Waiting
from assignment.pools.claims import Claimed, Limits, limits_of, lying_in, pools_open_to
from assignment.pools.glimpses import (
    Glimpse,
    areas_in,
    glimpses_of,
    in_pools,
    pools_seen_by,
    within,
)
from assignment.pools.offers import open_offers
from assignment.pools.refusals import sentence_of
from leads.choices import RegionKind
from leads.regions import places
from reps.models import Rep

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class PoolCard:
    """One public pool: how many leads lie in it, and the reader's limits if he may claim."""

    pool: Pool
    lying: int
    limits: Limits | None

    @property
    def obstacle(self) -> str:
        """What keeps the reader from claiming here now, in words."""
        return sentence_of(self.limits.refusal) if self.limits and self.limits.refusal else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One lead of a public pool, and whether the reader may claim it at this moment."""

    glimpse: Glimpse
    may_claim: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one lead that was to be claimed, as the claimer reads it."""

    lead_id: int
    title: str
    is_done: bool
    sentence: str


class PoolFilterForm(forms.Form):
    """Filters of the page. What cannot be used is ignored, never an error."""

    pool = forms.ModelChoiceField(
        label=_("Pool"),
        queryset=None,
        required=False,
        empty_label=_("All pools"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    area = forms.ChoiceField(
        label=_("Region"), required=False, widget=forms.Select(attrs={"class": "form-select"})
    )
    product = forms.CharField(
        label=_("Product"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    page = forms.IntegerField(min_value=1, max_value=10_000, required=False)

    def __init__(
        self, *args: Any, pools: QuerySet[Pool], areas: Collection[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pool"].queryset = pools  # type: ignore[attr-defined]
        self.fields["area"].choices = _area_choices(areas)  # type: ignore[attr-defined]

    def value(self, name: str, default: Any = "") -> Any:
        """What was asked for, or the default where nothing usable was."""
        self.is_valid()
        return self.cleaned_data.get(name) or default


@dataclass(frozen=True, slots=True)
class PublicPool:
    """All that the page shows."""

    form: PoolFilterForm
    cards: list[PoolCard]
    page: Page
    may_claim: bool


def public_pool(user: Any, asked: Any, *, rep: Rep | None, now: datetime) -> PublicPool | None:
    """The public pools that a user may look into; None if there is none. Twelve queries at most."""
    pools = pools_seen_by(user, rep)
    seen = list(pools)
    if not seen:
        return None
    lying = in_pools([pool.pk for pool in seen])
    form = PoolFilterForm(asked, pools=pools, areas=areas_in(lying))
    own = _limits(rep, seen, now=now)
    page = page_of(_narrowed(lying, form), form.value("page", 1))
    rows = [
        Row(one, may_claim=one.pool_id in own and not own[one.pool_id].refusal)
        for one in glimpses_of(page.rows)
    ]
    return PublicPool(
        form=form,
        cards=_cards(seen, own),
        page=Page(rows, page.number, page.has_next),
        may_claim=bool(own),
    )


def titles(lead_ids: Collection[int], *, rep: Rep) -> dict[int, str]:
    """What a rep may call leads of his public pools; others are left out. Two queries."""
    found = in_pools(pools_open_to(rep)).filter(lead__in=lead_ids)
    return {one.lead_id: one.title for one in glimpses_of(found)}


def told(answers: Sequence[Claimed], names: dict[int, str]) -> list[Told]:
    return [
        Told(
            lead_id=one.lead_id,
            title=names.get(one.lead_id, f"#{one.lead_id}"),
            is_done=one.is_done,
            sentence=sentence_of(one.code),
        )
        for one in answers
    ]


def count_for(user: Any) -> int | None:
    """How many leads a user may look at in public pools, up to a hundred; None without pools."""
    if not user.is_authenticated:
        return None
    pools = list(pools_seen_by(user, getattr(user, "rep", None)).values_list("pk", flat=True))
    return lying_in(pools)[:MOST_COUNTED].count() if pools else None


def offers_for(rep: Rep, *, now: datetime) -> list[tuple[Offer, Glimpse]]:
    """A rep's open offers, the most urgent first, with what he may see of the leads."""
    rows = open_offers(now=now).filter(rep=rep).select_related("lead", "pool")
    offers = list(rows.order_by("expires_at", "pk"))
    return list(zip(offers, glimpses_of(offers), strict=True))


def _limits(rep: Rep | None, seen: Sequence[Pool], *, now: datetime) -> dict[int, Limits]:
    if rep is None:
        return {}
    own = set(pools_open_to(rep).values_list("pk", flat=True))
    open_to = [pool for pool in seen if pool.pk in own]
    return {one.pool.pk: one for one in limits_of(rep, open_to, now=now)}


def _cards(pools: Sequence[Pool], own: dict[int, Limits]) -> list[PoolCard]:
    rows = lying_in([pool.pk for pool in pools]).order_by().values_list("pool")
    lying = dict(rows.annotate(count=Count("pk")))
    return [PoolCard(pool, lying.get(pool.pk, 0), own.get(pool.pk)) for pool in pools]


def _narrowed(rows: QuerySet[Waiting], form: PoolFilterForm) -> QuerySet[Waiting]:
    pool, area, product = form.value("pool"), form.value("area"), form.value("product")
    if pool:
        rows = rows.filter(pool=pool)
    if product:
        rows = rows.filter(lead__product__icontains=product.replace("\x00", "").strip())
    return within(rows, area) if area else rows


def _area_choices(codes: Collection[str]) -> list[Any]:
    """Regions by kind and name, the widest kind first."""
    table, is_chinese = places.current(), (get_language() or "").startswith("zh")
    choices: list[Any] = [("", _("All regions"))]
    for kind in (RegionKind.GROUP, RegionKind.COUNTRY, RegionKind.PROVINCE):
        some = [table.places[code] for code in codes if table.places[code].kind == kind]
        named = sorted((place.name(is_chinese=is_chinese), place.code) for place in some)
        if named:
            choices.append((kind.label, [(code, name) for name, code in named]))
    return choices
