import pytest
from django.test import Client
from django.urls import reverse

from assignment.admin.strategy_options import field_name, option_fields, shown_when
from assignment.choices import WhenNobody
from assignment.engine.strategies import REGISTERED, Method, Option
from assignment.models import Cap, Pool
from tests.builders import make_operations, make_pool, make_rep

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def page_of(pool: Pool) -> str:
    return reverse("admin:assignment_pool_change", args=[pool.pk])


def form_of(pool: Pool, *caps: dict[str, object], **fields: object) -> dict[str, object]:
    """What the page of a pool posts, its members left out."""
    data: dict[str, object] = {
        "name": pool.name,
        "strategy": pool.strategy,
        "when_nobody": pool.when_nobody,
        "members-TOTAL_FORMS": 0,
        "members-INITIAL_FORMS": 0,
        "caps-TOTAL_FORMS": len(caps),
        "caps-INITIAL_FORMS": 0,
    }
    for number, cap in enumerate(caps):
        data |= {f"caps-{number}-{name}": value for name, value in cap.items()}
    return data | fields


def saved(chen: Client, pool: Pool, *caps: dict[str, object], **fields: object) -> Pool:
    answer = chen.post(page_of(pool), form_of(pool, *caps, **fields))
    assert answer.status_code == 302
    return Pool.objects.get(pk=pool.pk)


def refusal(chen: Client, pool: Pool, *caps: dict[str, object], **fields: object) -> str:
    answer = chen.post(page_of(pool), form_of(pool, *caps, **fields))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_page_has_a_field_for_every_option_of_every_strategy(chen):
    form = chen.get(page_of(make_pool())).context["adminform"].form

    wanted = {field_name(one.code, option.name) for one in REGISTERED for option in one.options}
    assert wanted <= set(form.fields)


def test_a_new_strategy_brings_the_fields_of_its_options_along():
    option = Option(name="pace", kind="int", default=3, least=1, most=9, label="Pace")
    method = Method(code="newest", label="Newest", rank=None, weights=None, options=(option,))

    fields = option_fields([method])

    assert [(name, str(field.label)) for name, field in fields.items()] == [
        ("option_newest_pace", "Pace")
    ]
    assert shown_when([method]) == {"option_newest_pace": "strategy == 'newest'"}


@pytest.mark.parametrize(
    ("strategy", "typed", "kept"),
    [
        ("round_robin", {"order": "longest_wait"}, {"order": "longest_wait"}),
        ("best_match", {"skill": "40"}, {"skill": 40, "language": 30}),
        ("best_result", {"segment": ["country", "industry"]}, {"segment": ["country", "industry"]}),
        ("load_balance", {"ignores_capacity": "on"}, {"ignores_capacity": True, "measure": "free"}),
    ],
)
def test_the_options_of_the_chosen_strategy_are_kept(chen, strategy, typed, kept):
    fields = {field_name(strategy, name): value for name, value in typed.items()}

    pool = saved(chen, make_pool(), strategy=strategy, **fields)

    assert pool.strategy == strategy
    assert {name: pool.options[name] for name in kept} == kept


def test_options_of_another_strategy_are_neither_checked_nor_kept(chen):
    wrong = {field_name("best_result", "prior"): "lots"}

    pool = saved(chen, make_pool(), strategy="weighted", **wrong)

    assert pool.options == {}


@pytest.mark.parametrize(
    ("strategy", "option", "typed", "said"),
    [
        ("best_result", "explore_percent", "80", "less than or equal to 50"),
        ("best_result", "segment", ["city", "name", "country", "region"], "too many values"),
        ("round_robin", "order", "by_name", "Select a valid choice"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(chen, strategy, option, typed, said):
    fields = {field_name(strategy, option): typed}

    assert said in refusal(chen, make_pool(), strategy=strategy, **fields)


def test_overflow_names_a_pool(chen):
    said = refusal(chen, make_pool(), when_nobody=WhenNobody.OVERFLOW)

    assert "Say to which pool." in said


def test_pools_do_not_hand_leads_round_in_a_circle(chen):
    first, last = make_pool(name="First"), make_pool(name="Last")
    saved(chen, first, when_nobody=WhenNobody.OVERFLOW, overflow=last.pk)

    said = refusal(chen, last, when_nobody=WhenNobody.OVERFLOW, overflow=first.pk)

    assert "Leads would go round in a circle: Last → First → Last." in said


def test_who_lets_leads_wait_forgets_the_pool_for_overflow(chen):
    first, last = make_pool(), make_pool()
    saved(chen, first, when_nobody=WhenNobody.OVERFLOW, overflow=last.pk)

    pool = saved(chen, first, when_nobody=WhenNobody.WAIT, overflow=last.pk)

    assert (pool.when_nobody, pool.overflow) == (WhenNobody.WAIT, None)


def test_the_settings_of_claims_are_those_of_a_public_pool(chen):
    pool = make_pool(claims_a_day=5)
    kept = saved(chen, pool, strategy="weighted", claims_a_day="7")

    public = saved(chen, pool, strategy="claim", claims_a_day="9", hides_contacts="on")

    assert (kept.claims_a_day, public.claims_a_day) == (5, 9)


def test_limits_stand_on_the_page_of_the_pool(chen):
    ana = make_rep("Ana")
    caps = (
        {"period": "hour", "limit": 3},
        {"rep": ana.pk, "period": "week", "limit": 20, "is_rolling": "on"},
    )

    pool = saved(chen, make_pool(ana), *caps, **{"members-TOTAL_FORMS": 0})

    rows = Cap.objects.filter(pool=pool).order_by("limit")
    found = [(one.rep, one.period, one.limit, one.is_rolling) for one in rows]
    assert found == [(None, "hour", 3, False), (ana, "week", 20, True)]


def test_two_limits_on_the_same_thing_are_refused(chen):
    cap = {"period": "hour", "limit": 3}

    assert "There is such a cap already." in refusal(chen, make_pool(), cap, cap)
    assert not Cap.objects.exists()


def test_a_limit_like_one_that_is_stored_is_refused(chen):
    pool = make_pool()
    Cap.objects.create(pool=pool, period="hour", limit=3)
    stored = Cap.objects.get()
    first = {"id": stored.pk, "pool": pool.pk, "period": "hour", "limit": 3}
    second = {"period": "hour", "limit": 5}

    refusal(chen, pool, first, second, **{"caps-INITIAL_FORMS": 1})

    assert Cap.objects.get().limit == 3


def test_limits_stand_on_the_page_of_a_rep_too(chen):
    ana = make_rep("Ana")
    url = reverse("admin:reps_rep_change", args=[ana.pk])
    data = {
        "name": "Ana",
        "user": ana.user_id,
        "level": "senior",
        "is_active": "on",
        "languages": "German, zh-Hans",
        "caps-TOTAL_FORMS": 1,
        "caps-INITIAL_FORMS": 0,
        "caps-0-period": "month",
        "caps-0-limit": 80,
    }

    chen.post(url, data)

    cap = Cap.objects.get()
    assert (cap.rep, cap.pool, cap.period, cap.limit) == (ana, None, "month", 80)
    ana.refresh_from_db()
    assert ana.languages == ["de", "zh-Hans"]
