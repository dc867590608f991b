from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from reps.admin_pages import ReadOnlyAdmin
from reps.models import SweepRun


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin):
    """When each periodic job last ran, and how that went."""

    list_display = ["name", "started_at", "finished_at", "took_ms", "done", "failed", "state"]
    ordering = ["name"]

    @display(description=_("error"), label="danger")
    def state(self, run: SweepRun) -> str:
        return run.error
