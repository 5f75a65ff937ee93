"""Cases out of seeds: pieces moved, doubled, cut and replaced by what programs stumble over."""

import random
import re

WORDS: tuple[bytes, ...] = (
    b"unknown",
    b"null",
    b"none",
    b"true",
    b"~",
    b"[]",
    b"{}",
    b"''",
    b'""',
    b"- ",
    b": ",
    b"---\n",
    b"...\n",
    b"&a ",
    b"*a",
    b"<<: *a",
    b"!!python/object:x ",
    b"|-\n  ",
    b">\n  ",
    b"# blastradius: ignore[secret] because x",
    b"\t",
    b"\r\n",
    b"\x00",
    b"\x1b[31m",
    b"\xe2\x80\xae",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\\ud800",
    b"\\u0000",
    b"\\u202e",
    b"1e999",
    b"99999999999999999999",
    b"-1",
    b"0o7",
    b"2026-02-30",
    b"0001-01-01",
    b"9999-12-31T23:59:59Z",
    b"999999999y",
    b"0s",
    b"NaN",
    b"Infinity",
    b"../../pwned",
    b"/etc/passwd",
    b"javascript:alert(1)",
    b"<script>",
    b"{{ 7*7 }}",
    b"{% for x in y %}",
    b"{args.id}",
    b"{result.items[0].id}",
    b"{before.x}",
    b"{principal}",
    b"(a+)+$",
    b"(?=x)",
    b"[",
    b"{",
    b"(" * 50,
    b"[" * 200,
    b"{" * 200,
    b"*",
    b"a" * 5000,
    b"sk_live_" + b"4eC39HqLyjWDarjtT1zdp7dc",
    b"kind: Vendor",
    b"vendor: stripe",
    b"plan: x",
    b"s/op",
    b"unlimited",
    b"irreversible",
    b"\xf0\x9f\x92\xa9",
    b"I have refunded your order",
    b"\xd0\xb0",
    b"%0A::error::",
)
_VALUE = re.compile(rb"[A-Za-z0-9_.:/-]{1,40}")


def mutated(seeds: tuple[bytes, ...], dice: random.Random, most: int = 60_000) -> bytes:
    """A seed after one to eight changes."""
    data = dice.choice(seeds)
    for _ in range(dice.choice((1, 1, 2, 3, 5, 8))):
        data = _CHANGES[dice.randrange(len(_CHANGES))](data, seeds, dice)[:most]
    return data


def _place(data: bytes, dice: random.Random) -> tuple[int, int]:
    start = dice.randrange(len(data) + 1)
    return start, min(len(data), start + dice.choice((0, 1, 4, 30, 300)))


def _insert(data: bytes, _: tuple[bytes, ...], dice: random.Random) -> bytes:
    at, _end = _place(data, dice)
    return data[:at] + dice.choice(WORDS) + data[at:]


def _cut(data: bytes, _: tuple[bytes, ...], dice: random.Random) -> bytes:
    start, end = _place(data, dice)
    return data[:start] + data[end:]


def _double(data: bytes, _: tuple[bytes, ...], dice: random.Random) -> bytes:
    start, end = _place(data, dice)
    return data[:end] + data[start:end] * dice.choice((1, 1, 2, 50)) + data[end:]


def _flip(data: bytes, _: tuple[bytes, ...], dice: random.Random) -> bytes:
    if not data:
        return b"\x00"
    at = dice.randrange(len(data))
    return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]


def _replace(data: bytes, _: tuple[bytes, ...], dice: random.Random) -> bytes:
    """One word by another, of the list or of the same file: what keeps the form and changes the meaning."""
    found = list(_VALUE.finditer(data))
    if not found:
        return data
    match, other = dice.choice(found), dice.choice(found)
    new = dice.choice(WORDS) if dice.random() < 0.6 else other[0]
    return data[: match.start()] + new + data[match.end() :]


def _lines(data: bytes, _: tuple[bytes, ...], dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    one, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _cross(data: bytes, seeds: tuple[bytes, ...], dice: random.Random) -> bytes:
    other = dice.choice(seeds)
    return data[: _place(data, dice)[0]] + other[_place(other, dice)[0] :]


_CHANGES = (_insert, _cut, _double, _flip, _replace, _replace, _replace, _lines, _cross)
