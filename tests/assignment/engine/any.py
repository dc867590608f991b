"""Candidates, rosters and bars of every kind, for the properties of the engine."""

from hypothesis import strategies as st

from assignment.engine.codes import Exclusion, Strategy, WhenNobody
from assignment.engine.ledger import UNIT
from assignment.engine.roster import Candidate, Cap, Roster

limits = st.none() | st.integers(0, 10)
caps = st.builds(
    Cap,
    code=st.sampled_from(
        [
            Exclusion.HOURLY_CAP,
            Exclusion.DAILY_CAP,
            Exclusion.WEEKLY_CAP,
            Exclusion.MONTHLY_CAP,
        ]
    ),
    used=st.integers(0, 4),
    limit=st.integers(0, 4),
    is_everywhere=st.booleans(),
)
words = st.sampled_from(["de", "en", "zh", "pumps", "valves", "senior", "junior", "expert"])
TRAITS = ("languages", "areas", "skills", "products", "industries", "level", "team")
figures = st.dictionaries(
    st.sampled_from(["", "country=de", "country="]),
    st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 90)),
)
candidates = st.builds(
    Candidate,
    rep=st.integers(1, 9),
    weight=st.integers(-1, 500),
    balance=st.integers(-3 * UNIT, 3 * UNIT),
    last_deal=st.integers(0, 5),
    open=st.integers(0, 10),
    capacity=limits,
    day=st.integers(0, 10),
    day_cap=limits,
    is_active=st.booleans(),
    is_paused=st.booleans(),
    presence=st.sampled_from(["on_duty", "off_hours", "on_leave", "holiday", "elsewhere"]),
    last_at=st.sampled_from([0.0, 1.0, 2.5]),
    work=limits,
    ready_in=st.sampled_from([0, 1, 1440, 1441, 9000]),
    caps=st.lists(caps, max_size=2).map(tuple),
    traits=st.dictionaries(st.sampled_from(TRAITS), st.frozensets(words, max_size=2), max_size=3),
    figures=figures,
)
some_options = {
    "measure": st.sampled_from(["free", "ratio", "buckets"]),
    "ignores_capacity": st.booleans(),
    "within_days": st.integers(0, 3),
    "order": st.sampled_from(["ledger", "longest_wait"]),
    "objective": st.sampled_from(["conversion", "response"]),
    "segment": st.sampled_from([[], ["country"]]),
    "prior": st.integers(1, 30),
    "explore_percent": st.integers(0, 50),
    "language": st.integers(0, 100),
}
junk = st.dictionaries(
    st.sampled_from([*some_options, "colour"]),
    st.none() | st.text(max_size=3) | st.integers() | st.lists(st.integers(), max_size=2),
)
options = st.fixed_dictionaries({}, optional=some_options) | junk
pools = st.integers(0, 4)
rosters = st.builds(
    Roster,
    pool=pools,
    strategy=st.sampled_from([*Strategy, "gone"]),
    needs_presence=st.booleans(),
    candidates=st.lists(candidates, unique_by=lambda one: one.rep, max_size=8).map(tuple),
    options=options,
    when_nobody=st.sampled_from(WhenNobody),
    overflow=st.none() | pools,
    max_age_hours=st.none() | st.integers(0, 5),
)
# Cheap to make: what matters along a chain of pools is who can take the lead, and why not.
KINDS = (
    {},
    {"is_paused": True},
    {"presence": "off_hours"},
    {"presence": "off_hours", "ready_in": 90},
    {"presence": "on_leave"},
    {"open": 3, "capacity": 3},
    {"traits": {"languages": frozenset({"de"})}},
)
small_rosters = st.builds(
    Roster,
    pool=pools,
    strategy=st.sampled_from(Strategy),
    needs_presence=st.booleans(),
    candidates=st.lists(st.sampled_from(KINDS), max_size=3).map(
        lambda kinds: tuple(Candidate(rep=rep, **kind) for rep, kind in enumerate(kinds, 1))
    ),
    options=st.sampled_from([{}, {"measure": "buckets"}]),
    when_nobody=st.sampled_from(WhenNobody),
    overflow=st.none() | pools,
    max_age_hours=st.sampled_from([None, 4]),
)
chains = st.lists(small_rosters, unique_by=lambda one: one.pool, max_size=5).map(
    lambda chain: {roster.pool: roster for roster in chain}
)
ages = st.sampled_from([0.0, 3.5, 9.0])
bars = st.dictionaries(st.integers(1, 12), st.sampled_from(Exclusion), max_size=6)
draws = st.floats(0, 1, exclude_max=True)
