import pytest
from django.test import Client
from django.urls import reverse

from leads.models import Region
from leads.regions import places
from leads.regions.filling import ensure_regions
from leads.regions.table import areas_of
from reps.models import Rep, Team
from tests.builders import make_manager, make_operations, make_rep, reread

pytestmark = pytest.mark.django_db
LIST = "admin:leads_region_changelist"


@pytest.fixture(autouse=True)
def _world() -> None:
    ensure_regions()


@pytest.fixture
def chen() -> Client:
    client = Client()
    client.force_login(make_operations("chen"))
    return client


def pk_of(code: str) -> int:
    return Region.objects.get(code=code).pk


def region_form(**fields: object) -> dict[str, object]:
    return {
        "code": "home",
        "kind": "group",
        "name_en": "Home",
        "name_zh": "",
        "aliases": "",
    } | fields


def page_of(code: str) -> str:
    return reverse("admin:leads_region_change", args=[pk_of(code)])


def as_posted(code: str, /, **fields: object) -> dict[str, object]:
    region = Region.objects.get(code=code)
    return {
        "kind": region.kind,
        "name_en": region.name_en,
        "name_zh": region.name_zh,
        "aliases": ", ".join(region.aliases),
        "parents": [parent.pk for parent in region.parents.all()],
        "members": [member.pk for member in region.members.all()],
    } | fields


def test_an_own_sales_region_holds_at_once_for_its_members(chen):
    members = [pk_of("DE"), pk_of("FR")]

    chen.post(reverse("admin:leads_region_add"), region_form(members=members, aliases="Heimat"))

    table = places.current()
    assert areas_of("DE", "", "", table=table)[1] == "home"
    assert table.find("heimat") == "home"


def test_a_region_that_would_lie_within_itself_is_refused(chen):
    answer = chen.post(page_of("europe"), as_posted("europe", parents=[pk_of("DE")]))

    assert "lie within itself" in answer.content.decode()
    assert not Region.objects.get(code="europe").parents.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"code": "My home!"}, "letters and digits"),
        ({"code": "EMEA"}, "with this code already"),
        ({"code": "home", "kind": "country"}, "two capital letters"),
    ],
)
def test_a_code_that_does_not_fit_is_refused(chen, fields, said):
    answer = chen.post(reverse("admin:leads_region_add"), region_form(**fields))

    assert said in answer.content.decode()


def test_the_code_of_a_region_stays(chen):
    chen.post(page_of("dach"), as_posted("dach", code="other", name_en="German speakers"))

    assert Region.objects.get(code="dach").name_en == "German speakers"


def test_taking_a_member_out_leaves_a_trace_and_holds_at_once(chen):
    dach = Region.objects.get(code="dach")
    rest = [pk_of("AT"), pk_of("CH"), pk_of("LI")]
    before = dach.history.count()

    chen.post(page_of("dach"), as_posted("dach", members=rest))

    assert dach.history.count() > before
    assert "dach" not in areas_of("DE", "", "", table=places.current())


def test_only_own_regions_can_be_deleted(chen):
    Region.objects.create(code="home", name_en="Home")

    chen.post(reverse("admin:leads_region_delete", args=[pk_of("home")]), {"post": "yes"})
    refused = chen.post(reverse("admin:leads_region_delete", args=[pk_of("DE")]), {"post": "yes"})

    assert refused.status_code == 403
    assert not Region.objects.filter(code="home").exists()


@pytest.mark.parametrize(
    ("words", "code"),
    [("Deutschland", "DE"), ("深圳", "CN-GD"), ("华东", "CN-EAST"), ("emea", "emea")],
)
def test_regions_are_found_by_any_of_their_names(chen, words, code):
    page = chen.get(reverse(LIST), {"q": words})

    assert code in {region.code for region in page.context["cl"].result_list}


def test_the_list_narrows_to_what_lies_in_a_group(chen):
    page = chen.get(reverse(LIST), {"within": "CN-EAST"})

    codes = {region.code for region in page.context["cl"].result_list}
    assert codes == {"CN-EAST", "CN-SH", "CN-JS", "CN-ZJ", "CN-AH", "CN-FJ", "CN-JX", "CN-SD"}


def test_the_tree_shows_every_region_with_the_way_to_its_page(chen):
    page = chen.get(reverse("admin:leads_region_tree")).content.decode()

    assert page_of("CN-SH") in page
    assert "Gulf Cooperation Council" in page


def test_the_list_costs_the_same_with_one_and_with_many_regions(
    chen, django_assert_num_queries, django_assert_max_num_queries
):
    url = reverse(LIST)
    places.current()
    with django_assert_max_num_queries(20) as few:
        chen.get(url, {"q": "dach"})

    with django_assert_num_queries(len(few)):
        chen.get(url, {"q": "europe"})


def test_the_territory_of_a_rep_is_chosen_from_the_table(chen):
    ana = make_rep("Ana", regions=["DACH"])
    url = reverse("admin:reps_rep_change", args=[ana.pk])

    page = chen.get(url).content.decode()
    chen.post(url, rep_form(ana, regions=["CN-EAST", "eu"]))

    assert '<option value="dach" selected>' in page
    assert reread(ana).regions == ["CN-EAST", "eu"]


def test_a_territory_that_is_no_region_is_refused(chen):
    ana = make_rep("Ana")

    answer = chen.post(
        reverse("admin:reps_rep_change", args=[ana.pk]), rep_form(ana, regions=["Atlantis"])
    )

    assert (answer.status_code, reread(ana).regions) == (200, [])


def test_a_team_manager_may_not_change_the_table():
    client = Client()
    client.force_login(make_manager(team=Team.objects.create(name="North")))

    assert client.get(reverse(LIST)).status_code == 403


def rep_form(rep: Rep, **fields: object) -> dict[str, object]:
    page = {"name": rep.name, "user": rep.user_id, "level": rep.level, "is_active": "on"}
    caps = {"caps-TOTAL_FORMS": 0, "caps-INITIAL_FORMS": 0}
    return page | {"languages": ""} | caps | fields
