import pytest

from assignment.engine.conditions import Condition, requirement_of
from assignment.roster_details import traits_of
from reps.models import Team
from tests.builders import make_rep

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("profile", "condition", "facts"),
    [
        (["German", "中文"], Condition("rep.languages", "contains_fact", "language"), "zh-CN"),
        (["zh_Hant"], Condition("rep.languages", "contains_fact", "language"), "zh-Hant"),
        (["DE"], Condition("rep.languages", "contains", "de"), "en"),
    ],
)
def test_languages_of_a_profile_meet_conditions_however_they_are_written(profile, condition, facts):
    ana = make_rep("Ana", languages=profile)

    traits = traits_of([ana.pk])[ana.pk]

    assert requirement_of(condition).holds(traits, {"language": facts}) is True


def test_a_condition_on_the_team_may_name_it_by_id():
    east = Team.objects.create(name="East")
    ana, bo = make_rep("Ana", team=east), make_rep("Bo")

    traits = traits_of([ana.pk, bo.pk])
    asked = requirement_of(Condition("rep.team", "is", east.pk))

    assert [asked.holds(traits[rep.pk], {}) for rep in (ana, bo)] == [True, False]
