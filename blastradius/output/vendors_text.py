"""Vendor profiles for people: every fact with its source, and how sure it is."""

from collections.abc import Iterator, Sequence
from typing import Any

from blastradius.analysis.vendors import Profile, VendorFact
from blastradius.output.prose import Paint, one_line, wrapped
from blastradius.output.vendor_words import TITLES, sure, words


def listing(profiles: Sequence[Profile]) -> str:
    """A line for each profile."""
    wide = max(len(each.id) for each in profiles)
    lines = []
    for each in profiles:
        oldest = f", oldest seen {each.oldest.date().isoformat()}" if each.oldest else ""
        lines.append(f"{each.id:<{wide}}  {len(each.facts):>3} facts, {each.sure:>3} confirmed{oldest}  {each.name}")
    count = len(profiles)
    lines += ["", f"{count} profiles. One in full: blastradius vendors {profiles[0].id}"]
    return "\n".join(lines) + "\n"


def page(profile: Profile, paint: Paint, width: int) -> str:
    """One profile in full."""
    lines = [f"{paint.bold(profile.name)} ({profile.id})", profile.summary]
    lines += [one_line(profile.url)] if profile.url else []
    if profile.plans:
        lines += wrapped(f"Plans that make a difference: {', '.join(profile.plans)}", width, "", "  ")
    section = ""
    for fact in profile.facts:
        if fact.section != section:
            section = fact.section
            lines += ["", paint.bold(TITLES[section])]
        lines += _fact(fact, width)
    lines += [
        "",
        f"{len(profile.facts)} facts, {profile.sure} of them confirmed. What is not listed is not known.",
        f"Start a system from it: blastradius add {profile.id}",
    ]
    return "\n".join(lines) + "\n"


def _fact(fact: VendorFact, width: int) -> Iterator[str]:
    if fact.section == "traps":
        on_plan = f"On plan {fact.plan}: " if fact.plan else ""
        yield from wrapped(f"- {on_plan}{words(dict(fact.cells).get('says'))}", width, "  ", "    ")
    else:
        about = fact.about + (f" on plan {fact.plan}" if fact.plan else "")
        yield f"  {one_line(about)}" if about else "  on every plan" if fact.section == "audit_log" else "  in general"
        for cell, value in fact.cells:
            yield from _cell(cell, value, width, "    ")
    seen = f", seen {fact.seen.date().isoformat()}" if fact.seen else ""
    yield f"    [{sure(fact.confidence)}{seen}] {one_line(fact.url or 'no source')} ({fact.at})"


def _cell(key: str, value: Any, width: int, indent: str) -> Iterator[str]:
    """A cell, what is in it below it; the items of a list each on a line of their own."""
    if isinstance(value, dict):
        yield f"{indent}{one_line(key)}:"
        for name, each in value.items():
            yield from _cell(name, each, width, f"{indent}  ")
    elif isinstance(value, list) and not all(isinstance(each, str) and " " not in each for each in value):
        yield f"{indent}{one_line(key)}:"
        for each in value:
            yield from wrapped(f"- {words(each)}", width, f"{indent}  ", f"{indent}    ")
    else:
        yield from wrapped(f"{key}: {words(value)}", width, indent, f"{indent}  ")
