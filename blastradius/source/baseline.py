"""The file of a baseline: findings that were there when somebody began, each to be told again in later runs."""

from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from blastradius.errors import InputError

SCHEMA = "blastradius/baseline/v1"


class Known(Struct, frozen=True, kw_only=True, forbid_unknown_fields=False):
    """One finding, accepted as often as it was `found`.

    `identity` tells it again; the rest is for people who read the file. `where` is the entity, or else the file as seen
    from the folder of the baseline.
    """

    identity: str
    rule: str
    where: str
    pointer: str
    message: str
    found: int = 1


class Baseline(Struct, frozen=True, kw_only=True):
    """All of a file."""

    schema: str
    findings: tuple[Known, ...]


def read_baseline(file: Path) -> tuple[Known, ...]:
    """What a baseline accepts.

    Raises:
        InputError: there is no such file, or it is none of ours.
    """
    try:
        data = file.read_bytes()
    except OSError as error:
        msg = f"`{file}` cannot be read: {error.strerror}"
        raise InputError(msg, hint="write one with `blastradius lint --write-baseline FILE`") from error
    try:
        baseline = msgspec.json.decode(data, type=Baseline)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        msg = f"`{file}` is no baseline"
        raise InputError(msg, hint="write it anew with `blastradius lint --write-baseline FILE`") from error
    if baseline.schema != SCHEMA:
        msg = f"`{file}` is a baseline of another version: {baseline.schema[:60]}"
        raise InputError(msg, hint=f"this program reads `{SCHEMA}`: write it anew with `--write-baseline`")
    return baseline.findings


def merged(findings: Iterable[Known]) -> tuple[Known, ...]:
    """One entry for each identity, sorted by what people read."""
    found: dict[str, Known] = {}
    for each in findings:
        before = found.get(each.identity)
        found[each.identity] = each if before is None else msgspec.structs.replace(before, found=before.found + 1)
    return tuple(sorted(found.values(), key=lambda each: (each.where, each.pointer, each.rule, each.identity)))
