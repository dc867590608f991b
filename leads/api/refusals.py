"""Why a submission is refused, in codes for programs and sentences for those who write them."""

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException

from leads.channels.api import Unreadable

SENTENCES = {
    "wrong_encoding": _("The body is not text in UTF-8, UTF-16 or UTF-32."),
    "not_an_object": _("The body must be one JSON object, with the fields of one lead."),
    "malformed": _("The body is not JSON: %(detail)s."),
}


class UnreadableBody(APIException):
    """The body is no JSON object; it is kept all the same, for somebody to look at."""

    status_code = 400

    def __init__(self, error: Unreadable) -> None:
        super().__init__(SENTENCES[error.code] % {"detail": error.detail}, code=error.code)


class BadIdempotencyKey(APIException):
    status_code = 400
    default_code = "bad_idempotency_key"
    default_detail = _("Idempotency-Key must be at most 200 printable characters.")


class UsedTwice(APIException):
    status_code = 409
    default_code = "key_reused"
    default_detail = _("This external_id or Idempotency-Key came before with another body.")


class BodyTooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("The body is too large.")


class Changed(APIException):
    status_code = 409
    default_code = "changed"
    default_detail = _("The lead has no owner, or it was changed meanwhile. Read it again.")
