import pytest

from assignment.engine.key import is_key


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({"value": 100_000_001}, ("key_value",)),
        ({"value": 100_000_000}, ()),
        ({"product": "Ｐump ", "quantity": 501}, ("key_quantity",)),
        ({"product": "pump", "quantity": 500}, ()),
        ({"product": "valve", "quantity": 9999}, ()),
        ({"quantity": 9999}, ()),
        (
            {"value": 200_000_000, "product": "PUMP", "quantity": "600"},
            ("key_value", "key_quantity"),
        ),
        ({"value": "lots", "product": ["pump"], "quantity": None}, ()),
        ({}, ()),
    ],
)
def test_is_key_above_either_threshold(facts, reasons):
    found = is_key(facts, value_threshold_minor=100_000_000, quantity_thresholds={"pump": 500})

    assert found == reasons


def test_is_key_without_thresholds_finds_nothing():
    facts = {"value": 10**12, "product": "pump", "quantity": 10**6}

    assert is_key(facts, value_threshold_minor=None, quantity_thresholds={}) == ()
