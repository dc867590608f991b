"""What belongs to the person at the desk: notices, language, time zone."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, View
from django.views.i18n import set_language

from assignment.desk import selectors
from assignment.desk.forms import PreferencesForm
from assignment.desk.views.door import DeskMixin
from reps.notices import mark_read
from reps.preferences import choose
from reps.preferences import choose_language as remember_language


class NoticesView(DeskMixin, View):
    """All notices, the newest first; a POST marks all as read."""

    def get(self, request):
        number = request.GET.get("page", "1")
        page = selectors.page_of(
            selectors.notices_of(self.user), int(number[:4]) if number.isdecimal() else 1
        )
        visible = selectors.visible_numbers(self.user, page.rows)
        return render(request, "desk/notices.html", {"page": page, "visible": visible})

    def post(self, request):
        mark_read(user_id=self.user.pk, now=timezone.now())
        return redirect("desk:notices")


class BellView(DeskMixin, View):
    """The bell of the page head with its count; polled."""

    def get(self, request):
        return render(request, "desk/_bell.html")


class PreferencesView(DeskMixin, FormView):
    template_name = "desk/preferences.html"
    form_class = PreferencesForm

    def get_initial(self):
        return {
            "language": translation.get_language(),
            "time_zone": timezone.get_current_timezone_name(),
        }

    def form_valid(self, form):
        choose(user_id=self.user.pk, **form.cleaned_data)
        translation.activate(form.cleaned_data["language"])
        messages.success(self.request, _("Your settings are saved."))
        return redirect("desk:preferences")


@require_POST
def choose_language(request):
    """Remember the language of a user, or of a browser that is not logged in."""
    language = request.POST.get("language", "")
    if request.user.is_authenticated and language in dict(settings.LANGUAGES):
        remember_language(user_id=request.user.pk, language=language)
    return set_language(request)
