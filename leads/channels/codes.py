"""Countries, currencies and languages by any usual name, as their standard codes."""

import csv
import re
import unicodedata
from functools import cache, lru_cache

from leads.identity.normalize import DATA

MARKS = re.compile(r"[\W_]+")
TAG = re.compile(r"[a-z]{2,3}([-_][a-z0-9]{2,8})*", re.IGNORECASE)
IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
LANGUAGE_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})+", re.IGNORECASE)
NO_CURRENCY = "XXX"  # as ISO 4217 has it: an amount without a known currency
CURRENCY_WORDS = {
    "rmb": "CNY",
    "cnh": "CNY",
    "人民币": "CNY",
    "元": "CNY",
    "万元": "CNY",
    "亿元": "CNY",
    "yuan": "CNY",
    "renminbi": "CNY",
    "us$": "USD",
    "$": "USD",
    "美元": "USD",
    "美金": "USD",
    "万美元": "USD",
    "us dollar": "USD",
    "us dollars": "USD",
    "dollars": "USD",
    "€": "EUR",
    "欧元": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "英镑": "GBP",
    "pounds": "GBP",
    "hk$": "HKD",
    "港币": "HKD",
    "港元": "HKD",
    "日元": "JPY",
    "₹": "INR",
    "rs": "INR",
    "卢比": "INR",
    "卢布": "RUB",
    "₽": "RUB",
    "₩": "KRW",
    "韩元": "KRW",
    "a$": "AUD",
    "c$": "CAD",
    "s$": "SGD",
    "r$": "BRL",
}


@lru_cache(maxsize=1024)
def country_code(text: str) -> str:
    """Give the ISO 3166 alpha-2 code of a code or a name; empty when unknown.

    Knows alpha-2, alpha-3, English and Chinese names and frequent others.
    """
    return _countries().get(_folded(text), "")


@lru_cache(maxsize=1024)
def currency_code(text: str) -> str:
    """Give the ISO 4217 code of a code, a symbol or a name; empty when unknown."""
    word = unicodedata.normalize("NFKC", text).strip(" .\t").casefold()
    if word.upper() in _currencies():
        return word.upper()
    return CURRENCY_WORDS.get(word, "")


def currency_within(text: str) -> str:
    """Give the currency that an amount names before or after its digits; empty when none.

    The yen sign alone says nothing: it is China's as well as Japan's.
    """
    words = re.split(r"[\d.,'’ +()-]+", unicodedata.normalize("NFKC", text[:60]))
    return next((code for word in words if word and (code := currency_code(word))), "")


@lru_cache(maxsize=1024)
def language_code(text: str) -> str:
    """Give the ISO 639 code of a code, a tag such as zh-CN or a name; empty when unknown."""
    tag = LANGUAGE_TAG.fullmatch(text.strip())
    return _languages().get(_folded(tag[1] if tag else text), "")


def language_tag(text: str) -> str:
    """Give the tag that a text means: zh_Hant as zh-Hant, German as de; the text when unknown."""
    text = text.strip()
    if TAG.fullmatch(text):
        return text.replace("_", "-")
    return language_code(text) or text


def language_name(code: str, *, is_chinese: bool) -> str:
    """Give the usual name of a language by its code or tag; the code itself when it is unknown."""
    names = _language_names().get(code.casefold().replace("_", "-").split("-")[0], ())
    chinese = next((name for name in names if IDEOGRAPH.match(name)), "") if is_chinese else ""
    return chinese or (names[0] if names else code)


def languages(*, is_chinese: bool) -> list[tuple[str, str]]:
    """Give all languages as (code, name), by name."""
    named = [(code, language_name(code, is_chinese=is_chinese)) for code in _language_names()]
    return sorted(named, key=lambda row: _folded(row[1]))


def country_name(code: str, *, is_chinese: bool) -> str:
    """Give the usual name of an alpha-2 code; the code itself when it is unknown."""
    names = _country_names().get(code.upper())
    return names[is_chinese] if names else code


def countries(*, is_chinese: bool) -> list[tuple[str, str]]:
    """Give all countries as (code, name), by name."""
    named = [(code, names[is_chinese]) for code, names in _country_names().items()]
    return sorted(named, key=lambda row: _folded(row[1]))


def _folded(text: str) -> str:
    return MARKS.sub("", unicodedata.normalize("NFKC", text).casefold())


@cache
def _countries() -> dict[str, str]:
    codes: dict[str, str] = {}
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        for alpha2, alpha3, english, chinese, aliases in csv.reader(file):
            for name in (alpha2, alpha3, english, chinese, *aliases.split("|")):
                codes[_folded(name)] = alpha2
    codes.pop("", None)
    return codes


@cache
def _country_names() -> dict[str, tuple[str, str]]:
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as file:
        return {row[0]: (row[2], row[3]) for row in csv.reader(file)}


@cache
def _currencies() -> frozenset[str]:
    return frozenset((DATA / "currencies.txt").read_text("utf-8").split())


@cache
def _language_names() -> dict[str, list[str]]:
    with (DATA / "languages.csv").open(encoding="utf-8", newline="") as file:
        return {code: names for code, *names in csv.reader(file)}


@cache
def _languages() -> dict[str, str]:
    with (DATA / "languages.csv").open(encoding="utf-8", newline="") as file:
        return {_folded(name): row[0] for row in csv.reader(file) for name in row}
