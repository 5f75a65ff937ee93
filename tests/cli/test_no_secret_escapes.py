"""A secret that somebody typed, piped or pasted appears nowhere: no output, no message, no cache."""

from pathlib import Path

import pytest
from conftest import NOW, Cli, written

SECRET = "sk_live_" + "4eC39HqLyjWDarjtT1zdp7dc"  # in two parts, so that nobody's scanner takes it for a real one
GITHUB = "ghp_" + "wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx"
KEY = {"BLASTRADIUS_FINGERPRINT_KEY": "a key that only we have"}

TYPED = [
    (SECRET,),
    ("lint", SECRET),
    ("lint", "-i", SECRET),
    ("lint", f"--{SECRET}"),
    ("lint", "--now", SECRET),
    ("lint", "--format", SECRET),
    ("lint", "--fail-on", SECRET),
    ("lint", "shop", "--select", SECRET),
    ("lint", "shop", "--baseline", SECRET),
    ("lint", "shop", "--write-baseline", f"{SECRET}/x"),
    ("codeowners", "-i", "shop", "--label", SECRET),
    ("lint", "shop", "-o", f"{SECRET}/x"),
    ("reach", SECRET, "-i", "shop"),
    ("reach", SECRET),
    ("reach", "--credential", SECRET, "-i", "shop"),
    ("reach", "--agent", SECRET, "-i", "shop"),
    ("reach", "--system", SECRET, "-i", "shop"),
    ("reach", "stripe-login", "--assume", SECRET, "-i", "shop"),
    ("reach", "stripe-login", "--since", SECRET, "-i", "shop"),
    ("reach", f"hmac-sha256:{SECRET}", "-i", "shop"),
    ("rules", SECRET),
    ("schema", SECRET),
    ("init", "--agent", SECRET),
    ("init", "--system", GITHUB),
    ("init", "--team", GITHUB.lower()),
    ("fingerprint", SECRET),
    ("drill", "--agent", SECRET, "-i", "shop"),
    ("drill", "--by", SECRET, "-i", "shop"),
    ("drill", "--seed", SECRET, "-i", "shop"),
    ("render", "shop", "--format", SECRET, "--out", "out"),
]


@pytest.mark.parametrize("args", TYPED, ids=lambda args: " ".join(args).replace(SECRET, "…").replace(GITHUB, "…"))
@pytest.mark.usefixtures("shop")
def test_typed_on_the_command_line(cli: Cli, args: tuple[str, ...]) -> None:
    ran = cli(*args, env=KEY)
    assert ran.code in {2, 3}
    assert _escaped(cli, ran.out + ran.err) == []


# Where people paste things: `{}` is the secret.
PASTED = {
    "a value": "principal: {}",
    "a text": "summary: use {} until Friday",
    "a comment": "summary: x # was {}",
    "a key": "{}: x",
    "an id": "revoked_with: {}",
    "a label": "labels: {{token: {}}}",
    "a number's place": "rotate_every: {}",
    "a list": "shared_with: [{}]",
    "a block": "summary: |-\n  first\n  {}",
    "a quoted value": 'summary: "{}"',
    "a link": "links: [{{title: x, url: 'https://user:{}@example.com'}}]",
    "an unknown kind of YAML": "summary: !{} x",
    "an anchor": "summary: &{} x",
    "a repeated key": "summary: {0}\nsummary: {0}",
    "a line that is no YAML": "summary: '{}\nid: [",
}
COMMANDS = [
    ("lint", "shop"),
    ("lint", "shop", "--format", "concise"),
    ("lint", "shop", "--format", "json"),
    ("lint", "shop", "--format", "github"),
    ("lint", "shop", "--format", "sarif"),
    ("lint", "shop", "--diff"),
    ("reach", "stock-key", "-i", "shop"),
    ("reach", "stripe-key", "-i", "shop", "--format", "json"),
    ("reach", "--system", "stripe", "-i", "shop", "--format", "markdown"),
]
STOCK = """
apiVersion: blastradius/v1
kind: Credential
id: {}-key
type: api-key
owner: payments
revoke: unknown
{}
"""


@pytest.mark.parametrize("where", PASTED)
def test_pasted_into_a_file(cli: Cli, shop: Path, where: str) -> None:
    texts = {"stock": SECRET, "parcel": GITHUB}
    for name, secret in texts.items():
        written(shop, {f"{name}.yaml": STOCK.format(name, PASTED[where].format(secret))})
    found = set()
    for args in COMMANDS:
        ran = cli(*args, "--now", NOW)
        assert _escaped(cli, ran.out + ran.err) == []
        if args[-1] == "json" and args[0] == "lint":
            found = {(each["rule"], each["path"]) for each in ran.json["findings"]}
    assert {("secret", f"shop/{name}.yaml") for name in texts} <= found
    assert b"shop" in b"".join(file.read_bytes() for file in cli.cache.iterdir()), "there was something to look into"


def test_a_leaked_secret_is_looked_up_from_standard_input(cli: Cli, shop: Path) -> None:
    made = cli("fingerprint", stdin=SECRET.encode() + b"\r\n", env=KEY)
    file = shop / "credentials.yaml"
    file.write_text(
        file.read_text().replace("principal: rk_shop", f"principal: rk_shop\nfingerprint: {made.out.strip()}", 1)
    )
    assert cli("lint", "shop", "--now", NOW, "--fail-on", "info").code == 0
    for format_ in ("text", "json", "markdown"):
        args = ("reach", "-", "-i", "shop", "--now", NOW, "--format", format_)
        by_secret = cli(*args, stdin=SECRET.encode(), env=KEY)
        by_name = cli("reach", "stripe-key", *args[2:])
        assert (by_secret.code, by_secret.out) == (0, by_name.out)
        assert _escaped(cli, by_secret.out + by_secret.err) == []
    by_fingerprint = cli("reach", made.out.strip(), "-i", "shop", "--since", "1h", "--now", NOW)
    assert by_fingerprint.out.startswith("credential stripe-key")


@pytest.mark.parametrize(
    ("stdin", "env", "said"),
    [
        (SECRET.encode(), {}, "BLASTRADIUS_FINGERPRINT_KEY is not set"),
        (b"", KEY, "there is no secret on standard input"),
        (b"\n", KEY, "there is no secret on standard input"),
        (GITHUB.encode(), KEY, "no credential has this fingerprint"),
        (SECRET.encode(), {"BLASTRADIUS_FINGERPRINT_KEY": "another"}, "no credential has this fingerprint"),
        (b"\xff\x00" * 100, KEY, "no credential has this fingerprint"),
    ],
)
def test_a_look_up_that_fails_says_why_and_not_what(
    cli: Cli, shop: Path, stdin: bytes, env: dict[str, str], said: str
) -> None:
    made = cli("fingerprint", stdin=SECRET.encode(), env=KEY).out.strip()
    file = shop / "credentials.yaml"
    file.write_text(file.read_text().replace("principal: rk_shop", f"fingerprint: {made}", 1))
    ran = cli("reach", "-", "-i", "shop", stdin=stdin, env=env)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert _escaped(cli, ran.err) == []


def _escaped(cli: Cli, output: str) -> list[str]:
    """Where a secret, or a telling half of it, can be read."""
    cached = b"".join(file.read_bytes() for file in cli.cache.rglob("*") if file.is_file())
    telling = {part for each in (SECRET, GITHUB) for part in (each[4:24], each[-16:])}
    telling |= {part.lower() for part in telling}
    return [
        f"{part} in the {place}"
        for part in sorted(telling)
        for place, text in (("output", output), ("cache", cached.decode(errors="replace")))
        if part in text
    ]
