import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from config.csp import PathPolicyMiddleware


def policy_of(path: str) -> dict[str, str]:
    middleware = PathPolicyMiddleware(lambda request: HttpResponse("hello"))
    header = middleware(RequestFactory().get(path)).headers["Content-Security-Policy"]
    return dict(part.strip().split(" ", 1) for part in header.split(";"))


def test_pages_of_the_app_run_nothing_but_our_own_files():
    policy = policy_of("/leads/")

    assert policy["default-src"] == "'self'"
    assert {"script-src", "style-src"} & set(policy) == set()
    assert policy["frame-ancestors"] == "'none'"


def test_admin_may_evaluate_because_its_theme_has_to():
    policy = policy_of("/admin/login/")

    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert policy["style-src"] == "'self' 'unsafe-inline'"


def test_embedded_form_may_be_framed_by_anybody():
    assert policy_of("/f/abc/")["frame-ancestors"] == "*"


@pytest.mark.parametrize("path", ["/administration/", "/form/", "/x/admin/"])
def test_a_path_that_only_resembles_a_prefix_stays_strict(path):
    assert policy_of(path)["frame-ancestors"] == "'none'"
