"""Lists of words in one text field, such as languages and skills."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

COMMAS = re.compile(r"[,，、;；\n]")


class WordsInput(UnfoldAdminTextInputWidget):
    """Words with commas between them; shown as chips where scripts run."""

    class Media:
        css = {"all": ["css/editor.css"]}
        js = ["js/chooser.js"]

    words = {
        "type": _("Type and press Enter …"),
        "remove": _("Remove {name}"),
    }

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.options: list[tuple[str, str]] = []

    def suggest(self, options: Iterable[tuple[str, str]]) -> None:
        """Offer these words, as (what is stored, what is shown)."""
        self.options = list(options)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        words = {key: str(word) for key, word in self.words.items()}
        data = json.dumps({"options": self.options, "words": words})
        context["widget"]["attrs"]["data-words"] = data
        return context


class WordsField(forms.CharField):
    """A JSON list of words, shown and typed with commas of either language between them."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", WordsInput)
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return list(dict.fromkeys(part.strip() for part in COMMAS.split(text) if part.strip()))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (initial or []) != self.to_python(data)
