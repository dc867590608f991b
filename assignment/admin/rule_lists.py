"""The rules of a version as its page lists them: in sentences, with their flaws."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import OuterRef, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assignment.choices import RulePurpose
from assignment.fairness.objections import count_of_rule
from assignment.models import Rule
from assignment.versions.faults import Crew, fault_sentence, faults_of_rule, who_is_there
from assignment.wording.condition_words import Names, all_names
from assignment.wording.sentences import rule_sentence
from reps.admin_pages import Rows

FLAW = (
    '<br><span class="inline-block font-semibold h-5 leading-5 mr-1 px-1.5 rounded-default'
    " text-[11px] uppercase whitespace-nowrap bg-red-100 text-red-700 dark:bg-red-500/20"
    ' dark:text-red-400">{}</span>{}'
)


class RuleInline(Rows):
    """The rules that are tried in turn; dragged into order, edited on pages of their own."""

    model = Rule
    template = "admin/assignment/rulesetversion/rules.html"
    fields = ["sentence", "objections", "is_active", "position"]
    readonly_fields = ["sentence", "objections"]
    ordering = ["position", "pk"]
    ordering_field: str | None = "position"
    hide_ordering_field = True
    can_delete = False
    is_catch_all = False
    purpose = RulePurpose.ROUTE
    verbose_name_plural = gettext_lazy("rules, tried from the top; the first that holds wins")
    add_label: Any = gettext_lazy("Add a rule")
    empty_text: Any = gettext_lazy("No rules yet: every lead goes where the last rule says.")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        rules = super().get_queryset(request)
        rules = rules.filter(is_catch_all=self.is_catch_all, purpose=self.purpose)
        rules = rules.annotate(objection_count=count_of_rule(OuterRef("key")))
        return rules.select_related("pool", "team").prefetch_related("conditions", "reps")

    @admin.display(description=gettext_lazy("objections"))
    def objections(self, rule: Any) -> str:
        """How many, in whichever version, with the way to them."""
        if not rule.objection_count:
            return "–"
        url = reverse("admin:assignment_objection_changelist")
        query = urlencode({"state": "all", "q": rule.name})
        link = '<a class="text-primary-600 dark:text-primary-500" href="{}?{}">{}</a>'
        return format_html(link, url, query, rule.objection_count)

    @admin.display(description=gettext_lazy("rule"))
    def sentence(self, rule: Rule) -> str:
        url = reverse("admin:assignment_rule_change", args=[rule.pk])
        link = '<a class="font-semibold text-primary-600 dark:text-primary-500" href="{}">{}</a>'
        title = format_html(link, url, rule.name)
        said = format_html("{}<br>{}", title, rule_sentence(rule, self.names))
        return said + self._flaws(rule) if rule.is_active else said

    def _flaws(self, rule: Rule) -> SafeString:
        """What keeps an active rule from working, each with a badge."""
        told = (fault_sentence(fault.to_data()) for fault in faults_of_rule(rule, self.crew))
        return format_html_join("", FLAW, ((_("flaw"), sentence) for sentence in told))

    @cached_property
    def names(self) -> Names:
        """Asked for once a page, however many rules speak of teams and channels."""
        return all_names()

    @cached_property
    def crew(self) -> Crew:
        """Asked for once a page, too."""
        return who_is_there()


class CatchAllInline(RuleInline):
    """The rule for everything else: always there, always last."""

    fields = ["sentence", "objections"]
    ordering_field = None
    is_catch_all = True
    verbose_name_plural = gettext_lazy("everything else")
    add_label = empty_text = ""


class KeyRuleInline(RuleInline):
    """The rules that only mark leads; all of them are asked, so their order means nothing."""

    fields = ["sentence", "is_active"]
    readonly_fields = ["sentence"]
    ordering_field = None
    purpose = RulePurpose.KEY
    verbose_name_plural = gettext_lazy("key leads: whoever one of these takes is one")
    add_label = gettext_lazy("Add a rule for key leads")
    empty_text = gettext_lazy("None: leads are key by the amounts of the SLA policy alone.")
