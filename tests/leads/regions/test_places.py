"""The table that routing goes by: shipped until filled, and anew as soon as it is changed."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from leads.models import Region
from leads.regions import places
from leads.regions.filling import ensure_regions
from leads.regions.shipped import shipped_table
from leads.regions.table import areas_of
from tests.builders import make_rep, reread

pytestmark = pytest.mark.django_db


def areas(country: str) -> tuple[str, ...]:
    return areas_of(country, "", "", table=places.current())


def test_before_it_is_filled_the_shipped_table_counts():
    assert places.current() is shipped_table()


def test_filling_brings_the_shipped_table_into_the_database():
    added = ensure_regions()

    shipped = shipped_table()
    assert (added, Region.objects.count()) == (len(shipped.places), len(shipped.places))
    assert places.current().areas == shipped.areas


def test_filling_again_changes_nothing(django_assert_max_num_queries):
    ensure_regions()

    with django_assert_max_num_queries(5):
        assert ensure_regions() == 0


def test_filling_keeps_what_managers_have_changed():
    ensure_regions()
    germany = Region.objects.get(code="DE")
    germany.parents.remove(Region.objects.get(code="emea"))
    Region.objects.filter(code="DE").update(name_en="Germany, our home")
    Region.objects.filter(code="FR").delete()

    assert ensure_regions() == 1

    assert Region.objects.get(code="DE").name_en == "Germany, our home"
    assert Region.objects.filter(code="DE", parents__code="emea").count() == 0
    assert Region.objects.filter(code="FR", parents__code="eu").count() == 1


def test_the_first_start_fills_the_table():
    call_command("ensure_schedules", verbosity=0)

    assert Region.objects.filter(code="CN-SH").exists()


def test_territories_that_were_typed_as_names_become_codes():
    ana = make_rep("Ana", regions=["华东", "DACH", "DE", "Atlantis"])

    ensure_regions()

    assert reread(ana).regions == ["CN-EAST", "dach", "DE", "Atlantis"]


def test_a_change_holds_from_the_next_look_on():
    ensure_regions()
    before = areas("DE")
    own = Region.objects.create(code="my-markets", name_en="My markets")

    Region.objects.get(code="DE").parents.add(own)

    assert set(areas("DE")) - set(before) == {"my-markets"}


def test_a_region_that_was_deleted_is_gone_at_the_next_look():
    ensure_regions()
    assert "dach" in areas("DE")

    Region.objects.get(code="dach").delete()

    assert "dach" not in areas("DE")


def test_an_unchanged_table_is_not_read_again(django_assert_num_queries):
    ensure_regions()
    places.current()

    with django_assert_num_queries(1):
        places.current()
    with django_assert_num_queries(0):
        places.held()


def test_two_codes_that_differ_in_case_only_are_refused():
    Region.objects.create(code="home", name_en="Home")

    with pytest.raises(IntegrityError, match="leads_region_code_once"), transaction.atomic():
        Region.objects.create(code="HOME", name_en="Home")


def test_an_unknown_kind_is_refused():
    with pytest.raises(IntegrityError, match="leads_region_kind_is_known"), transaction.atomic():
        Region.objects.create(code="home", name_en="Home", kind="planet")
