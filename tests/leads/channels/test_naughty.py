"""Strings that have broken other programs, through every door."""

import json

import pytest

from leads.channels import api, form, row

NAUGHTY = [
    "\x00",
    "\ud800",
    "\u202etest",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "ﷺ" * 300,
    "👩‍👩‍👧‍👦🏳️‍🌈",
    "'; DROP TABLE leads;--",
    '<script>alert("x")</script>',
    "=cmd|' /C calc'!A0",
    "{{ 7 * 7 }}%s%n$(id)",
    "1/0",
    "-0",
    "1e309",
    "٠١٢٣",
    "٣/٤/٢٠١٨",
    "²³",
    "Ⅷ 12",
    "٪",
    "NULL",
    "\ufeff\ufffe\uffff",
    "@" * 5000,
    "." * 5000,
    "+" * 5000,
    "1," * 5000,
]
FIELDS = [
    "external_id",
    "name",
    "company",
    "email",
    "phone",
    "wechat",
    "country",
    "quantity",
    "value",
    "currency",
    "language",
    "message",
    "attributes",
    "owner",
    "status",
    "converted",
    "received_at",
]


@pytest.mark.parametrize("text", NAUGHTY)
def test_naughty_strings_pass_every_door(text):
    fields = dict.fromkeys(FIELDS, text)

    drafts = [
        api.parse(json.dumps(fields).encode(), default_region="CN"),
        form.parse(fields, default_region="CN"),
        row.parse(fields, options=row.RowOptions(default_region="CN")),
    ]

    for draft in drafts:
        stored = f"{draft}{dict(draft.attributes)}".encode()
        assert b"\x00" not in stored
