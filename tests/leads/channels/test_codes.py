import pytest
from phonenumbers import SUPPORTED_REGIONS

from leads.channels.codes import (
    country_code,
    currency_code,
    currency_within,
    language_code,
    language_name,
    language_tag,
    languages,
)

OUTSIDE_ISO = {"AC", "TA"}  # islands with their own prefixes, parts of SH


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("cn", "CN"),
        ("CHN", "CN"),
        ("People's Republic of China", "CN"),
        ("中国", "CN"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Deutschland", "DE"),
        ("Cote d'Ivoire", "CI"),
        ("刚果（金）", "CD"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_country_code(text, code):
    assert country_code(text) == code


@pytest.mark.parametrize("region", sorted(SUPPORTED_REGIONS - OUTSIDE_ISO))
def test_every_country_with_telephones_is_known(region):
    assert country_code(region) == region


@pytest.mark.parametrize(
    ("text", "code"), [("usd", "USD"), ("RMB", "CNY"), ("美元", "USD"), ("€", "EUR"), ("x", "")]
)
def test_currency_code(text, code):
    assert currency_code(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("USD 1,200", "USD"), ("1200元", "CNY"), ("$5k", "USD"), ("¥ 12", "")]
)
def test_currency_within(text, code):
    assert currency_within(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("EN", "en"), ("zh-Hans-CN", "zh"), ("中文", "zh"), ("Français", "fr"), ("Klingon", "")],
)
def test_language_code(text, code):
    assert language_code(text) == code


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("de", "German", "德语"),
        ("zh_Hans-CN", "Chinese", "中文"),
        ("FIL", "Filipino", "菲律宾语"),
        ("et", "Estonian", "Estonian"),
        ("xx", "xx", "xx"),
    ],
)
def test_language_name(code, english, chinese):
    said = [language_name(code, is_chinese=is_chinese) for is_chinese in (False, True)]

    assert said == [english, chinese]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("de", "de"),
        (" zh_Hant ", "zh-Hant"),
        ("German", "de"),
        ("英文", "en"),
        ("Dothraki", "Dothraki"),
    ],
)
def test_language_tag(text, tag):
    assert language_tag(text) == tag


def test_languages_are_listed_by_name():
    names = [name for _, name in languages(is_chinese=False)]

    assert names == sorted(names, key=str.casefold)
    assert ("de", "German") in languages(is_chinese=False)
