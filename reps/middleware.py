"""Shows every page in the language and the time zone of the user."""

import logging
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils import timezone, translation

from reps.models import Preferences

logger = logging.getLogger(__name__)


class PreferencesMiddleware:
    """Activates a user's preferences for one request; others keep what the browser asks for."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        preferences = _preferences_of(request.user)
        if preferences is None:
            return self.get_response(request)
        translation.activate(preferences.language)
        request.LANGUAGE_CODE = preferences.language
        with timezone.override(_zone(preferences.time_zone)):
            return self.get_response(request)


def _preferences_of(user) -> Preferences | None:
    if not user.is_authenticated:
        return None
    return Preferences.objects.filter(user_id=user.pk).first()


def _zone(name: str) -> ZoneInfo | None:
    """The zone, or None, which means the site's own, for a name that is not known."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        logger.warning("Unknown time zone in preferences: %s", name)
        return None
