"""The Chinese catalogue says everything, and keeps what is filled in at display."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.utils.functional import Promise

from config.borrowed_words import AXES, DJANGO, DJANGO_Q, SIMPLE_HISTORY, UNFOLD
from config.messages import CATALOGUE, ROOT, SCRIPTS

LINE = re.compile(r'(?P<key>msgctxt|msgid_plural|msgid|msgstr(?:\[0\])?)? ?(?P<text>".*")')
PLACEHOLDER = re.compile(r"%\(\w+\)|%[ds]|\{\w*\}|</?a\b")
CHINESE = re.compile("[\u4e00-\u9fff，；：]")
HALF_WIDTH = re.compile("[\u4e00-\u9fff][,;:!?()]|[,;:!?(][\u4e00-\u9fff]")
# Names that are the same in both languages, and what is nothing but a number.
SAME_IN_BOTH = {
    "REST API",
    "WhatsApp",
    "CSV",
    "%(number)s%%",
    "“%(rule)s”",
    "%(before)s → %(after)s",
    "%(version)s (%(state)s)",
}


@cache
def entries() -> tuple[dict[str, str], ...]:
    """The texts of both catalogues, each with its parts; the headers are left out."""
    files = [(ROOT / path).read_text("utf-8").split("\n\n") for path in (CATALOGUE, SCRIPTS)]
    return tuple(entry_of(block) for blocks in files for block in blocks[1:])


def entry_of(block: str) -> dict[str, str]:
    entry: dict[str, str] = {}
    key = ""
    for line in block.splitlines():
        if found := LINE.fullmatch(line):
            key = (found["key"] or key).removesuffix("[0]")
            entry[key] = entry.get(key, "") + ast.literal_eval(found["text"])
    return entry


def test_every_text_has_a_translation():
    missing = [entry["msgid"] for entry in entries() if not entry["msgstr"].strip()]

    assert missing == []


def test_every_placeholder_stands_in_its_translation():
    broken = [
        entry["msgid"]
        for entry in entries()
        # Chinese has one form for all numbers, made after the English plural.
        if Counter(PLACEHOLDER.findall(entry.get("msgid_plural", entry["msgid"])))
        != Counter(PLACEHOLDER.findall(entry["msgstr"]))
    ]

    assert broken == []


def test_no_translation_was_left_in_english():
    left = {entry["msgid"] for entry in entries() if not CHINESE.search(entry["msgstr"])}

    assert left <= SAME_IN_BOTH


def test_chinese_sentences_have_full_width_punctuation():
    found = [entry["msgstr"] for entry in entries() if HALF_WIDTH.search(entry["msgstr"])]

    assert found == []


def test_texts_of_libraries_without_chinese_are_in_our_catalogue():
    named = {*UNFOLD, *SIMPLE_HISTORY, *DJANGO, *DJANGO_Q, *AXES}

    assert named <= {entry["msgid"] for entry in entries()}


def test_every_field_that_the_admin_shows_has_a_label_to_translate():
    bare = {
        f"{one.model._meta.label}.{name}"
        for page in admin.site._registry.values()
        for one in [page, *(inline(page.model, admin.site) for inline in page.inlines)]
        for name in shown_by(one) & {field.name for field in one.model._meta.fields}
        if not isinstance(one.model._meta.get_field(name).verbose_name, Promise)
    }

    assert bare == set()


def shown_by(page: Any) -> set[str]:
    """The names that an admin page declares to show, in lists, filters and forms."""
    declared = page.fieldsets or [(None, {"fields": page.fields or ()})]
    named = {*flatten_fieldsets(declared), *page.readonly_fields}
    filters = {name for name in getattr(page, "list_filter", ()) if isinstance(name, str)}
    return named | filters | set(getattr(page, "list_display", ()))
