"""What of a schema is kept and shown where its values may be secrets."""

import json
from typing import Any

import pytest

from blastradius.foreign.masking import masked


def hides(schema: dict[str, Any]) -> bool:
    return "letmein" not in json.dumps(masked({"type": "object", **schema}))


@pytest.mark.parametrize(
    "name",
    [
        *("password", "userpassword", "PGPASSWORD", "pass_phrase", "pass2", "newPasswd", "passcode"),
        *("accessToken2", "token_v2", "otp_code", "master_key"),
    ],
)
def test_a_word_is_a_password_too(name: str) -> None:
    assert hides({"properties": {name: {"default": "letmein", "x-example": "letmein"}}})


@pytest.mark.parametrize(
    "value",
    [
        {"enum": ["letmein", "sunshine"], "default": "letmein"},
        {"oneOf": [{"const": "letmein"}, {"const": "sunshine"}]},
        {"not": {"enum": ["letmein", "sunshine"]}},
    ],
)
def test_nobody_chooses_a_password_from_a_list(value: dict[str, Any]) -> None:
    assert hides({"properties": {"password": value}})
    assert hides({"properties": {"x": {"format": "password", **value}}})
    assert hides({"properties": {"x": {"$ref": "#/$defs/x"}, "password": {"$ref": "#/$defs/x"}}, "$defs": {"x": value}})
    assert not hides({"properties": {"secret": value}})


@pytest.mark.parametrize(
    "value", [{"enum": ["letmein"]}, {"anyOf": [{"const": "letmein"}, {"type": "null"}]}, {"enum": ["letmein", None]}]
)
def test_one_value_is_no_choice(value: dict[str, Any]) -> None:
    assert hides({"properties": {"secret": value}})
    assert not hides({"properties": {"secret_type": value}})
