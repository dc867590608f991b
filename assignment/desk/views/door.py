"""The door of the desk: who may come in."""

from typing import Any

from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import redirect_to_login
from django_htmx.http import HttpResponseClientRedirect


class DeskMixin(LoginRequiredMixin):
    """For people who are logged in; a page that polls is sent to the login as a whole."""

    @property
    def user(self) -> Any:
        return self.request.user  # type: ignore[attr-defined]

    def handle_no_permission(self):
        if self.request.htmx:
            page = self.request.htmx.current_url_abs_path or "/"
            return HttpResponseClientRedirect(redirect_to_login(page).url)
        return super().handle_no_permission()
