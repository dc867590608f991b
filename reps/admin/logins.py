"""Users and groups, in the admin's own looks."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, StackedInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from reps.admin.calendars import check_time_zone
from reps.models import Preferences

User = get_user_model()
admin.site.unregister(User)
admin.site.unregister(Group)


class PreferencesForm(forms.ModelForm):
    def clean_time_zone(self) -> str:
        return check_time_zone(self.cleaned_data["time_zone"].strip())


class PreferencesInline(StackedInline):
    model = Preferences
    form = PreferencesForm
    can_delete = False


@admin.register(User)
class LoginAdmin(UserAdmin, ModelAdmin):
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["username", "email", "rep_name", "is_active", "is_staff", "last_login"]
    list_select_related = ["rep"]
    inlines = [PreferencesInline]

    @admin.display(description=_("rep"))
    def rep_name(self, user) -> str:
        return user.rep.name if hasattr(user, "rep") else "–"


@admin.register(Group)
class LoginGroupAdmin(GroupAdmin, ModelAdmin):
    pass
