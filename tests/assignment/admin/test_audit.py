import pytest
from django.urls import reverse

from assignment.models import Decision
from tests.builders import make_lead, make_operations, make_pool, make_rep, make_rules

pytestmark = pytest.mark.django_db


def test_record_of_a_decision_is_readable_in_any_script(client):
    make_rules(catch_all=make_pool(make_rep("Ana")))
    lead = make_lead(email="a@b.de", city="宁波", company="<b>东方</b>")
    decision = Decision.objects.get(lead=lead)
    client.force_login(make_operations("chen"))

    page = client.get(reverse("admin:assignment_decision_change", args=[decision.pk]))

    html = page.content.decode()
    assert "&quot;宁波&quot;" in html
    assert "<b>东方</b>" not in html
