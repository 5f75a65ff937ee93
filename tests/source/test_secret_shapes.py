"""Secrets in the places where people put them, beside what only looks like one."""

import pytest

from blastradius.source.document import BLANK
from blastradius.source.secrets import blanked

HEX = "5f4dcc3b5aa765d61d8327deb882cf99"
HALF, OTHER = HEX[:16], HEX[16:]


@pytest.mark.parametrize(
    "text",
    [
        f"auth: {HEX}",
        f"signature: {HEX}",
        f"api_keys: [{HEX}]",
        f"keys:\n  - {HEX}",
        f"summary: the key is {HEX}",
        f"summary: Datadog key={HEX}",
        f'how:\n  - "curl -H DD-API-KEY:{HEX} x"',
        f"x:\n  secret:\n    value: {HEX}",
        f"summary: >-\n  the api key is\n  {HEX}\n",
        f"summary: >\n  uses api_key\n  {HEX}",
        f"api_key:\n  {HEX}",
    ],
)
def test_a_key_in_hexadecimal_behind_a_telling_word(text: str) -> None:
    assert blanked(text) == text.replace(HEX, BLANK * len(HEX))


@pytest.mark.parametrize(
    "text",
    [
        "api_key: >-\n  {}\n  {}\nname: x",
        "api_key: {}\n  {}\nname: x",
        'api_key: "{}\n  {}"\nname: x',
        "api_key: |\n  {}\n  {}\nname: x",
    ],
)
def test_a_key_that_goes_on_in_the_next_line(text: str) -> None:
    assert blanked(text.format(HALF, OTHER)) == text.format(BLANK * len(HALF), BLANK * len(OTHER))


@pytest.mark.parametrize(
    "text",
    [
        "summary: >-\n  the password is\n  {}\n",
        "summary: >-\n  the password:\n  {}\n",
        "summary: the password\n  is {}\n",
        "password: correcthorse\n  {}\n",
    ],
)
def test_a_password_in_a_folded_text(text: str) -> None:
    assert "hunter2abc9" not in blanked(text.format("hunter2abc9"))


@pytest.mark.parametrize(
    "text",
    [
        f"commit: {HEX}",
        f"schema_sha256: {HEX}{HEX}",
        f"md5: {HEX}",
        f"id: {HEX}",
        f"principal: {HEX}",
        f"fingerprint: hmac-sha256:{HEX}{HEX}",
        "summary: The password is\nowner2: payments",
        "note: rotate the token:\nkey2:\n  channel: x",
        "summary: The key is 12345678901234567890123456789012",
        "summary: keys are kept in deadbeefdeadbeefdeadbeefdeadbeefdeadbeef",
        "token: from the vault\nname: x1y2z3w4",
    ],
)
def test_what_is_no_secret_is_left_alone(text: str) -> None:
    assert blanked(text) == text
