"""Whatever a text holds, in whatever cell, run or registry it stands: no command obeys it, breaks or gives it away."""

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from .stage import Stage

OBEYED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\U000e0000-\U000e007f]|\r(?!\n)"
)
VENDORED = "assets/cytoscape.min.js"  # not ours, byte for byte: its digest is tested with the site
COLOURS = re.compile(r"\x1b\[(?:0|1|1;31|2|32|33)m")
TERMINAL = "a\x1b[31mred\x1b]8;;http://evil\x07b\x9b2J\x00\rz\r\n\u202eevil\u2066\u061c\u200b\ufeff\u2028\xad\U000e0041"

SECRETS = {  # each in two parts, so that nobody's scanner takes it for a real one
    "a vendor's key": "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc",
    "a token of a code host": "ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx",
    "an access key": "AKIA" + "QYLPMN5HHHFPZAM2",
    "a signed token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTYifQ." + "dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U",
    "a password in an address": "https://bob:" + "Tr0ub4dor3x9" + "@db.example.com/x",
    "a private key": "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA"
    "7bq8zQ1Lr5m0vYp2k3\nQx9cT4nW8aHs6dJf1Gh2Kl5Zx7Cv\n-----END RSA PRIVATE KEY-----",
    "a header": "Authorization: Bearer " + "mF9zB5f41JqMtyq7Kx2w",
    "a password": "password=" + "hunter2Zq81x",
    "a bot's token": "xoxb-" + "123456789012-1234567890123-AbCdEfGhIjKlMnOpQrStUvWx",
    "a key of a model": "sk-ant-" + "api03-Qq7xZ1bV5nM8cK2lP4wE6rT9yU3iO0aS",
}
TELLING = [
    "4eC39HqLyjWD",
    "DarjtT1zdp7dc",
    "wWPw5k4aXcaT",
    "6LO0pINUx",
    "QYLPMN5HHHF",
    "dozjgNryP4J3",
    "Tr0ub4dor3x9",
    "7bq8zQ1Lr5m0",
    "Qx9cT4nW8aHs",
    "f41JqMtyq7Kx2w",
    "hunter2Zq81x",
    "AbCdEfGhIjKl",
    "Qq7xZ1bV5nM8",
    "wE6rT9yU3iO0aS",
]

MARKUP = (
    "](javascript:alert(1))<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1)) "
    '"><svg onload=alert(1)> {{ 7*7 }}{% include "/etc/passwd" %} `x` ```\n# h\n\n'
    "--> <!-- x | a | b & &lt; ' ]]> %0A::error::x"
)
SHELL = (
    "$(touch pwned) `touch pwned` ; touch pwned | touch pwned && touch pwned > pwned\n=cmd|'/c calc'!A1 "
    "../../pwned ../pwned /tmp/pwned"
)


def _fine(where: str, code: int, printed: str) -> None:
    assert code in {0, 1, 2, 3}, f"{where}: {printed[-400:]}"


def test_nothing_that_a_terminal_obeys_is_printed_or_written(stage: Callable[[str], Stage]) -> None:
    on = stage(TERMINAL)
    on.put(
        {"shop/raw.yaml": f"apiVersion: blastradius/v1\nkind: Team\nid: raw\nname: '{TERMINAL}'\nlead: {TERMINAL}\n"}
    )
    for where, code, answer, beside in on.ran():
        printed = answer + beside
        _fine(where, code, printed)
        assert not OBEYED.search(COLOURS.sub("", printed)), where
    for name, data in on.made().items():
        if "cache" not in name and not name.endswith(VENDORED):
            assert not OBEYED.search(data.decode()), name


def test_no_secret_is_printed_written_or_kept(stage: Callable[[str], Stage]) -> None:
    on = stage(" ".join(SECRETS.values()))
    for where, code, answer, beside in on.ran():
        printed = answer + beside
        _fine(where, code, printed)
        assert [each for each in TELLING if each.lower() in printed.lower()] == [], where
    for name, data in on.made().items():
        text = data.decode("latin-1")
        assert [each for each in TELLING if each.lower() in text.lower()] == [], name


def test_a_secret_alone_in_its_place_is_none_the_less_one(stage: Callable[[str], Stage]) -> None:
    on = stage(SECRETS["a vendor's key"])
    for where, code, answer, beside in on.ran():
        printed = answer + beside
        _fine(where, code, printed)
        assert "4eC39HqLyjWD" not in printed, where
    assert [name for name, data in on.made().items() if b"4eC39HqLyjWD" in data] == []


def test_nothing_but_the_last_door_writes_to_a_terminal() -> None:
    """`__main__` has its own, which must work where nothing else does; progress is a line of ours and numbers."""
    code = Path(__file__).parents[2] / "blastradius"
    writes = re.compile(r"sys\.std(out|err)\.(buffer\.)?write|\bprint\(")
    found = {str(each.relative_to(code)) for each in code.rglob("*.py") if writes.search(each.read_text())}
    assert found == {"__main__.py", "cli/emit.py"}


class _Page(HTMLParser):
    """What a browser would do with a page."""

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or (value or "").strip().lower().startswith(("javascript:", "data:text")):
                self.wrong.append(f"<{tag} {name}={value}>")
        if tag in {"iframe", "object", "embed", "base", "meta"} and "alert" in str(attrs):
            self.wrong.append(tag)


def test_markup_stays_text_and_no_file_appears(stage: Callable[[str], Stage]) -> None:
    on = stage(MARKUP + SHELL)
    for where, code, answer, beside in on.ran():
        _fine(where, code, answer + beside)
        if "--format json" in where or "sarif" in where or "gitlab" in where:
            json.loads(answer)
        if "html" in where and answer.startswith("<!"):
            _assert_harmless(where, answer)
        assert "::error::x" not in [line[:10] for line in (answer + beside).splitlines()], where
    for name, data in on.made().items():
        if name.endswith(".html"):
            _assert_harmless(name, data.decode())
    assert [path for path in on.cli.here.parent.rglob("*") if "pwned" in path.name] == []
    assert not Path("/tmp/pwned").exists()


def _assert_harmless(where: str, page: str) -> None:
    parser = _Page()
    parser.feed(page)
    assert parser.wrong == [], where
    assert "alert(1)</script>" not in page, where
