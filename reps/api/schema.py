"""What every operation of the OpenAPI document has in common."""

from __future__ import annotations

from typing import Any

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "Why a request was refused (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "For programs; it never changes."},
        "detail": {"type": "string", "description": "For people, in the language they accept."},
        "errors": {
            "type": "array",
            "description": "Which values cannot be used, if it is values.",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
    },
}
CONTENT = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
EVERYWHERE: dict[str, dict[str, Any]] = {
    "400": {"description": "Something in the request cannot be used."},
    "401": {"description": "No key and no session, or a wrong one."},
    "403": {"description": "The key or the person may not do this."},
    "429": {"description": "Too many requests in this minute.", "headers": RETRY_AFTER},
    "503": {"description": "Nothing can be stored right now.", "headers": RETRY_AFTER},
}
OF_ONE = {"404": {"description": "There is none, or it may not be seen."}}


def with_problems(result: dict[str, Any], generator, request, public) -> dict[str, Any]:
    """Name the refusals of every operation, and give each the body that they all have."""
    result["components"]["schemas"]["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        common = EVERYWHERE | (OF_ONE if "{" in path else {})
        for operation in operations.values():
            responses = {code: dict(response) for code, response in common.items()}
            responses |= operation["responses"]
            for code, response in responses.items():
                if code >= "400":
                    response["content"] = CONTENT
            operation["responses"] = dict(sorted(responses.items()))
    return result
