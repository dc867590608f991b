"""The hosted form: shown to strangers, also inside pages of others; kept before anything else."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from leads.channels.api import Unreadable
from leads.channels.form import HONEYPOT
from leads.forms_public import HostedForm, open_form, passed_on, product_names
from leads.intake.readers import form_fields
from leads.intake.receive import receive_form
from leads.models import Channel

logger = logging.getLogger(__name__)
LARGEST_BODY = 64 * 1024
POSTS_PER_MINUTE = 10
KEPT_HEADERS = ("User-Agent", "Referer", "Origin", "Accept-Language")


@method_decorator([csrf_exempt, xframe_options_exempt], name="dispatch")
class PublicView(View):
    """A page of one form channel, in the language that the address or the browser asks for."""

    channel: Channel

    def dispatch(self, request, *args, **kwargs):
        with translation.override(_language_of(request)):
            try:
                channel = open_form(kwargs["slug"])
                if channel is None:
                    raise Http404
                self.channel = channel
                return super().dispatch(request, *args, **kwargs)
            except DatabaseError:
                logger.exception("The hosted form could not reach the database")
                return self.show("leads/try_again.html", status=503)

    def show(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        context["is_embedded"] = "embed" in self.request.GET
        context["channel"] = getattr(self, "channel", None)
        return render(self.request, template, context, status=status)


class HostedFormView(PublicView):
    def get(self, request, slug):
        form = HostedForm(None, channel=self.channel)
        return self.show_form(form, hidden=passed_on(request.GET, language=_spoken(request)))

    def post(self, request, slug):
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
            return self.show("leads/too_large.html", status=413)
        body = request.body
        if _posts_of(request, self.channel) > POSTS_PER_MINUTE:
            response = self.show("leads/too_often.html", status=429)
            response["Retry-After"] = "60"
            return response
        fields = _fields_of(body)
        form = HostedForm(fields, channel=self.channel)
        fault = "" if form.is_by_a_program() else form.fault()
        if fault:
            return self.show_form(form, hidden=passed_on(fields, language=""), fault=fault)
        receive_form(
            channel=self.channel, body=body, headers=_headers_of(request), now=timezone.now()
        )
        return self.thank()

    def show_form(self, form: HostedForm, *, hidden: dict[str, str], fault: str = ""):
        response = self.show(
            "leads/form.html",
            status=422 if fault else 200,
            form=form,
            hidden=hidden,
            fault=fault,
            honeypot=HONEYPOT,
            products=product_names(),
        )
        if self.channel.thank_you_url:
            # Browsers hold the redirection after a form to the policy of the form's page.
            address = urlsplit(self.channel.thank_you_url)
            allowed = {"form-action": [f"{address.scheme}://{address.netloc}"]}
            response._csp_update = allowed  # type: ignore[attr-defined]
        return response

    def thank(self):
        """To the channel's own page; inside a frame that page is opened by the page around it."""
        if self.channel.thank_you_url and "embed" not in self.request.GET:
            return redirect(self.channel.thank_you_url)
        query = f"?{self.request.GET.urlencode()}" if self.request.GET else ""
        return redirect(reverse("form_thanks", args=[self.channel.slug]) + query)


class ThanksView(PublicView):
    def get(self, request, slug):
        return self.show("leads/thanks.html")


class EmbedView(PublicView):
    """The script that puts the form into a page, right where it stands."""

    def get(self, request, slug):
        response = self.show("leads/embed.js")
        response["Content-Type"] = "text/javascript; charset=utf-8"
        response["Cache-Control"] = "public, max-age=300"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response


def _fields_of(body: bytes) -> dict[str, str]:
    """The posted fields; none when there are too many, which the intake then sets aside."""
    try:
        return form_fields(body)
    except Unreadable:
        return {HONEYPOT: "unreadable"}


def _headers_of(request: HttpRequest) -> dict[str, str]:
    headers = {
        name: request.headers[name][:500] for name in KEPT_HEADERS if name in request.headers
    }
    return headers | {"Address": _address_of(request)}


def _address_of(request: HttpRequest) -> str:
    """Who sent it; behind a proxy of ours, the last address that the proxy has seen."""
    if settings.SECURE_PROXY_SSL_HEADER and request.headers.get("X-Forwarded-For"):
        return request.headers["X-Forwarded-For"].rsplit(",", 1)[-1].strip()[:60]
    return request.META.get("REMOTE_ADDR", "")


def _posts_of(request: HttpRequest, channel: Channel) -> int:
    """How often this address has used this form in a minute, as far as this process knows."""
    key = f"form-posts:{channel.pk}:{_address_of(request)}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key)
    except ValueError:  # it has just expired
        return 1


def _language_of(request: HttpRequest) -> str:
    try:
        return translation.get_supported_language_variant(request.GET.get("lang", ""))
    except LookupError:
        return translation.get_language() or settings.LANGUAGE_CODE


def _spoken(request: HttpRequest) -> str:
    """The language that the browser prefers, which need not be one of ours."""
    return request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip(" *")[:20]
