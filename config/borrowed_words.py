"""Texts of libraries that come without Chinese, or say it in words that are not ours.

Nothing reads this module; naming the texts here makes ``config.messages`` collect them,
so that our catalogue, which goes before those of the libraries, can say them.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy

UNFOLD = [
    _("Add new item"),
    _("All applications"),
    _("Apply Filters"),
    _("Change History"),
    _("Change reason"),
    _("Changed by"),
    _("Changes"),
    _("Choose a date from the list below to revert to a previous version of this object"),
    _("Choose file to upload"),
    _("Click to cancel"),
    _("Click to download"),
    _("Comment"),
    _("Date from"),
    _("Date to"),
    _("Date"),
    _("Dark"),
    _("Expand row"),
    _("False"),
    _("General"),
    _("Go back"),
    _("Image preview"),
    _("Light"),
    _("Loading more results..."),
    _("More actions"),
    _("Next"),
    _("No data"),
    _("No recent searches"),
    _("No results found"),
    _("No results matching your query"),
    _("Not enough data."),
    _("Object"),
    _("Press the 'Change History' button below to edit the history."),
    _("Press the 'Revert' button below to revert to this version of the object."),
    _("Previous"),
    _(
        "Raw passwords are not stored, so there is no way to see this user’s password, but you"
        ' can change the password using <a href="{}" class="text-primary-600'
        ' dark:text-primary-500">this form</a>.'
    ),
    _("Recent searches"),
    _("Record picture"),
    _("Reset filters"),
    _("Return to site"),
    _("Revert"),
    _("Run"),
    _("Search apps and models..."),
    _("Select action to run"),
    _("Select action"),
    _("Select all rows"),
    _("Select record"),
    _("Select value"),
    _("Submit"),
    _("System"),
    _("This item will be deleted."),
    _("This object doesn't have a change history."),
    _("This page yielded into no results. Create a new item or reset your filters."),
    _("Toggle password visibility"),
    _("True"),
    _("Type to search"),
    _("Welcome back to"),
    _("You have been successfully logged out from the administration"),
]
SIMPLE_HISTORY = [
    _("Changed"),
    _("Deleted %(type_name)s"),
    _("Deleted"),
]
DJANGO = [
    _("After you've created a user, you’ll be able to edit more user options."),
    _("Error:"),
    _("Forgotten your login credentials?"),
    _("Home"),
    _("group"),
    _("groups"),
]
DJANGO_Q = [
    _("Attempt count"),
    _("Cluster key"),
    _("Dotted import path to the callable, e.g. myapp.tasks.job."),
    _("Failed task"),
    _("Failed tasks"),
    _("Function"),
    _("How many times execution was attempted."),
    _("Lock until"),
    _("Optional human-readable name for lookup and display."),
    _("Pickled return value or error payload."),
    _("Prevent any cluster from pulling until"),
    _("Queued task"),
    _("Queued tasks"),
    _("Result"),
    _("Scheduled task"),
    _("Scheduled tasks"),
    _("Started at"),
    _("Stopped at"),
    _("Successful task"),
    _("Successful tasks"),
    _("When the worker finished (success or failure)."),
    _("When the worker started executing the task."),
    _("When this schedule runs next (stored in UTC)."),
    _("e.g. module.tasks.function"),
]
AXES = [
    _("Attempt Time"),
    _("Failed Logins"),
    _("IP Address"),
    _("User Agent"),
    _("Username"),
    _("access attempt"),
    _("access attempts"),
]
COUNTED = [
    ngettext_lazy(
        "This password is too short. It must contain at least %d character.",
        "This password is too short. It must contain at least %d characters.",
    ),
    ngettext_lazy(
        "\n                Found %(counter)s result in %(time)s seconds\n            ",
        "\n                Found %(counter)s results in %(time)s seconds\n            ",
    ),
]
