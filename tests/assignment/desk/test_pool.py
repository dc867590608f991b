"""The page of the public pools: what one sees of a lead before it is one's own, and claiming it."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assignment.choices import Strategy
from assignment.models import Pool
from assignment.pools.glimpses import without_addresses
from leads.models import Lead
from reps.models import Rep, Team
from tests.builders import (
    MONDAY,
    after,
    make_lead,
    make_manager,
    make_operations,
    make_policy,
    make_pool,
    make_rep,
    make_rules,
    reread,
)

pytestmark = pytest.mark.django_db
SECRET = {
    "name": "Wei Zhang",
    "email": "wei.zhang@acme.cn",
    "phone": "13800138000",
    "message": "My WeChat is weizhang88",
    "attributes": {"wechat": "weizhang88"},
}
OPEN = {"company": "Acme", "country": "CN", "city": "Shanghai", "product": "Servo drive"}


@pytest.fixture(autouse=True)
def _monday():
    with time_machine.travel(after(1), tick=False):
        yield


@pytest.fixture
def ana(client) -> Rep:
    make_policy()
    rep = make_rep("Ana")
    client.force_login(rep.user)
    return rep


def public_pool(*members, **fields) -> Pool:
    pool = make_pool(*members, **{"strategy": Strategy.CLAIM, "name": "Sea"} | fields)
    make_rules(catch_all=pool)
    return pool


def shown(client, url: str = "/pool/") -> list[int]:
    found = client.get(url).context["shown"]
    return [row.glimpse.lead_id for row in found.page.rows]


def text_of(client, url: str = "/pool/", **data) -> str:
    answer = client.post(url, data) if data else client.get(url)
    return answer.content.decode()


def test_what_lies_in_the_pool_is_shown_without_a_way_to_reach_the_person(client, ana):
    public_pool(ana)
    make_lead(**SECRET, **OPEN)

    html = text_of(client)

    assert all(word in html for word in ("Acme", "Shanghai", "Servo drive", "China"))
    assert not [word for word in ("Wei", "wei.zhang", "138001", "weizhang88") if word in html]


def test_a_pool_that_hides_nothing_shows_how_to_reach_them(client, ana):
    public_pool(ana, hides_contacts=False)
    make_lead(**SECRET, **OPEN)

    html = text_of(client)

    assert all(word in html for word in ("Wei Zhang", "wei.zhang@acme.cn", "weizhang88"))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Acme, wei@acme.cn", "Acme, •••"),
        ("Acme +86 138-0013 8000", "Acme •••"),
        ("Acme www.acme.cn/contact", "Acme •••"),
        ("电话１３８００１３８０００", "电话•••"),
        ("Series 3000 drive, 24 V", "Series 3000 drive, 24 V"),
    ],
)
def test_addresses_are_blotted_out_of_other_texts(text, seen):
    assert without_addresses(text) == seen


def test_a_lead_without_a_company_goes_by_its_number(client, ana):
    public_pool(ana)
    lead = make_lead(**SECRET)

    assert f"#{lead.pk}" in text_of(client)


def test_a_lead_of_the_pool_is_nowhere_else_until_it_is_ones_own(client, ana):
    public_pool(ana)
    lead = make_lead(**SECRET, **OPEN)

    for action in ("", "follow-up/", "return/", "convert/", "lost/", "invalid/"):
        assert client.get(f"/leads/{lead.pk}/{action}").status_code == 404
    for url in ("/", "/leads/", "/leads/?q=Acme", f"/leads/?q=%23{lead.pk}", "/notices/"):
        assert client.get(url).context["page"].rows == []


def test_reps_of_other_pools_see_nothing(client, ana):
    public_pool(make_rep("Bo"))
    make_lead(**SECRET, **OPEN)

    html = text_of(client)

    assert "Acme" not in html
    assert "There is no public pool" in html


def test_one_tap_claims_and_leads_to_the_lead(client, ana):
    public_pool(ana)
    lead = make_lead(**SECRET, **OPEN)

    answer = client.post("/pool/", {"only": lead.pk}, follow=True)

    assert answer.redirect_chain[-1][0] == f"/leads/{lead.pk}/"
    assert "It is your lead now." in answer.content.decode()
    assert reread(lead).owner == ana


def test_lengths_and_languages_are_said_in_words(client, ana):
    public_pool(ana, push_after=3 * 24 * 60)
    make_lead(**SECRET, **OPEN, language="zh")

    html = text_of(client).replace("\xa0", " ")

    assert "Given to a member after 3 days" in html
    assert "Language: Chinese" in html


def test_several_are_claimed_at_once_with_an_answer_for_each(client, ana):
    public_pool(ana, claims_a_day=2)
    leads = [make_lead(company=f"Acme {n}", email=f"a{n}@acme.cn") for n in range(3)]

    html = text_of(client, leads=[lead.pk for lead in leads])

    assert html.count("It is your lead now.") == 2
    assert "You have reached the daily claim limit of this pool." in html
    assert Lead.objects.filter(owner=ana).count() == 2


def test_the_button_of_one_lead_leaves_those_that_are_ticked(client, ana):
    public_pool(ana)
    one, other = make_lead(), make_lead()

    client.post("/pool/", {"only": one.pk, "leads": [other.pk]})

    assert (reread(one).owner, reread(other).owner) == (ana, None)


@pytest.mark.parametrize("posted", [{}, {"leads": ["x"]}, {"leads": list(range(1, 60))}])
def test_nothing_and_too_much_are_refused(client, ana, posted):
    public_pool(ana)

    answer = client.post("/pool/", posted, follow=True)

    assert "at most 50" in answer.content.decode()


def test_limits_are_shown_and_close_the_pool(client, ana):
    Rep.objects.filter(pk=ana.pk).update(capacity=20)
    public_pool(ana, claims_a_day=10, claim_interval=12)
    first, second = make_lead(), make_lead()
    client.post("/pool/", {"only": first.pk})

    html = text_of(client)

    assert "1 of 10 claimed today" in html
    assert "You hold 1 of 20 open leads" in html
    assert "Next claim in 12\xa0minutes" in html
    assert f'value="{second.pk}"' not in html


def test_who_is_paused_reads_why_he_may_not_claim(client, ana):
    Rep.objects.filter(pk=ana.pk).update(is_paused=True)
    public_pool(ana)
    make_lead()

    html = text_of(client)

    assert "You are paused and receive no leads." in html
    assert 'name="only"' not in html


def test_filters_narrow_the_list(client, ana):
    sea = public_pool(ana)
    east = make_lead(email="a@acme.cn", country="CN", city="Shanghai", product="Pump")
    berlin = make_lead(email="b@acme.cn", country="DE", product="Servo drive")
    second = make_pool(ana, strategy=Strategy.CLAIM)
    make_rules((second, ("industry", "is", "Textiles")), catch_all=sea)
    cloth = make_lead(email="c@acme.cn", industry="Textiles")

    assert shown(client) == [east.pk, berlin.pk, cloth.pk]
    assert shown(client, "/pool/?area=DE") == [berlin.pk]
    assert shown(client, "/pool/?area=CN") == [east.pk]
    assert shown(client, "/pool/?product=servo") == [berlin.pk]
    assert shown(client, f"/pool/?pool={second.pk}") == [cloth.pk]
    assert shown(client, "/pool/?pool=x&area=y&page=z") == [east.pk, berlin.pk, cloth.pk]


def test_key_leads_come_first_then_what_has_lain_longest(client, ana):
    public_pool(ana)
    make_policy(reviews_key_leads=False)
    young = make_lead(now=after(0.5))
    old = make_lead(now=MONDAY)
    key = make_lead(now=after(0.6), email="k@acme.cn", value=2_000_000)

    assert shown(client) == [key.pk, old.pk, young.pk]


def test_an_empty_pool_says_so(client, ana):
    public_pool(ana)

    assert "The public pools are empty." in text_of(client)
    assert "fits these filters" in text_of(client, "/pool/?product=x")


def test_the_page_head_counts_what_may_be_claimed(client, ana):
    public_pool(ana)
    assert 'href="/pool/"' in text_of(client, "/notices/")
    make_lead()

    html = " ".join(text_of(client, "/notices/").split())

    assert '<span class="badge tone tone-secondary"> 1 </span>' in html


def test_without_a_public_pool_the_page_head_names_none(client, ana):
    make_rules(catch_all=make_pool(ana))

    assert 'href="/pool/"' not in text_of(client, "/notices/")


def test_sales_operations_see_what_lies_where_since_when(client, ana):
    public_pool(ana)
    lead = make_lead(**SECRET, **OPEN)
    client.force_login(make_operations())

    html = text_of(client)

    assert f'href="/leads/{lead.pk}/"' in html
    assert "here for 1\xa0hour" in html
    assert 'name="only"' not in html


def test_a_team_manager_sees_the_pools_of_his_reps_and_no_more(client, ana):
    team = Team.objects.create(name="East")
    Rep.objects.filter(pk=ana.pk).update(team=team)
    public_pool(ana)
    make_lead(**SECRET, **OPEN)
    client.force_login(make_manager(team=team))
    assert "Acme" in text_of(client)
    client.force_login(make_manager("dan", team=Team.objects.create(name="West")))

    assert "Acme" not in text_of(client)


def test_who_is_no_rep_claims_nothing(client, ana):
    public_pool(ana)
    lead = make_lead()
    client.force_login(make_operations())

    assert client.post("/pool/", {"only": lead.pk}).status_code == 404
    assert reread(lead).owner is None


def test_the_page_asks_the_same_questions_of_five_leads_and_pools_as_of_one(client, ana):
    public_pool(ana, hides_contacts=False)
    make_lead(**SECRET, **OPEN)
    few = queries_of(client)
    sea = Pool.objects.get()
    for number in range(4):
        pool = make_pool(ana, strategy=Strategy.CLAIM, hides_contacts=False)
        make_rules((pool, ("industry", "is", "Textiles")), catch_all=sea)
        make_lead(email=f"{number}@acme.cn", industry="Textiles", **OPEN)

    assert len(shown(client)) == 5
    assert queries_of(client) == few


def queries_of(client) -> int:
    client.get("/pool/")
    with CaptureQueriesContext(connection) as caught:
        client.get("/pool/")
    return len(caught)
