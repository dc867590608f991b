import pytest
from django.urls import reverse
from unfold.admin import ModelAdmin

from config.urls import admin
from tests.builders import make_lead, make_operations, make_pool, make_rep, make_rules, make_user

pytestmark = pytest.mark.django_db
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_list_opens(client, model):
    client.force_login(make_user("root", is_staff=True, is_superuser=True))

    answer = client.get(reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist"))

    is_list = answer.status_code == 200
    assert is_list or answer.url == reverse("admin:assignment_rulesetversion_changelist")


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_opens(client, model):
    client.force_login(make_user("root", is_staff=True, is_superuser=True))
    make_rules(catch_all=make_pool(make_rep("Ana")))
    make_lead()
    found = model.objects.order_by("pk").first()
    if found is None:
        return

    answer = client.get(
        reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=[found.pk])
    )

    assert answer.status_code == 200 or answer.url == f"/leads/{found.pk}/"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_admin_wears_the_theme(model):
    assert isinstance(admin.site._registry[model], ModelAdmin)


def test_the_pages_fit_their_models():
    assert admin.site.check(None) == []


def test_the_overview_opens_for_sales_operations(client):
    client.force_login(make_operations())
    lead = make_lead()

    text = client.get("/admin/").content.decode()

    assert lead.waiting_reasons == ["no_rule"]
    assert "No rule matched" in text
    assert "Periodic jobs are late" in text


def test_a_rep_is_not_let_into_the_admin(client):
    client.force_login(make_rep("Ana").user)

    answer = client.get("/admin/")

    assert answer.url.startswith("/admin/login/")
