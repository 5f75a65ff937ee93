"""Every fact of a shipped profile against the collection that it was taken from: page, confidence, day, numbers, plan.

What is not in the collection was looked up later; the day on which it was seen says so.
"""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from blastradius.analysis.vendors import VendorFact, profile_of
from blastradius.model.durations import parse_duration
from blastradius.source.profiles import read_profile, shipped_profiles

COLLECTION = Path(__file__).parents[2].parent / "shared" / "facts" / "vendor-facts.json"
COLLECTED = "2026-11-01"
FOUND_LATER = {
    "https://shopify.dev/changelog/posts/making-idempotency-mandatory-for-inventory-adjustments-and-refund-mutations"
}
"""Pages with a date of their own that were found after the collection was made."""
NAMES = {
    "Anthropic API": "anthropic",
    "AWS IAM/STS": "aws-iam",
    "Google Workspace (admin, Gmail)": "google-workspace",
    "Jira / Confluence (Atlassian Cloud)": "atlassian-cloud",
    "Microsoft 365 / Exchange / Entra ID": "microsoft-365",
    "OpenAI API": "openai",
    "PostgreSQL (self-run)": "postgresql",
}
PLANS = {
    "Console organization": "Console orgs",
    "Professional": "Pro",
    "Entra ID P1": "P1",
    "Entra ID P2": "P2",
    "Enterprise for Incident Management": "Enterprise for IM",
    "Email Activity History add-on": "add-on",
    "Administration Edition": "Editions",
    "Security Edition": "Editions",
}
"""What the collection calls a plan, where a profile writes its full name."""
LENGTHS = {"retention", "window", "delay", "effect_within", "issued_tokens_live", "available_after", "after"}
UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "year": 365 * 86400}
MONTHS = (0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334)
"""The fewest days that so many months have."""
FOR_GOOD = re.compile(r"irreversible|permanent|cannot be|purge|for good|hard-deleted|lost", re.IGNORECASE)
UNDONE = ("reversible", "compensable")

pytestmark = pytest.mark.skipif(not COLLECTION.is_file(), reason=f"{COLLECTION} is not here")


@cache
def collected() -> Mapping[str, tuple[Mapping[str, Any], ...]]:
    """The collection by profile."""
    found: dict[str, list[Mapping[str, Any]]] = {}
    for fact in json.loads(COLLECTION.read_text(encoding="utf-8")):
        name = NAMES.get(fact["system"]) or fact["system"].lower().replace(" ", "-")
        found.setdefault(name, []).append(fact)
    return {name: tuple(facts) for name, facts in found.items()}


@cache
def shipped() -> tuple[tuple[str, VendorFact], ...]:
    """Every fact that ships, with its profile."""
    documents = ((vendor, read_profile(vendor)) for vendor in sorted(shipped_profiles()))
    return tuple((vendor, fact) for vendor, document in documents if document for fact in profile_of(document).facts)


def taken() -> Iterator[tuple[VendorFact, tuple[Mapping[str, Any], ...], tuple[Mapping[str, Any], ...]]]:
    """Each fact with those of its page and its confidence, and with all of its vendor."""
    for vendor, fact in shipped():
        if not looked_up(fact):
            everything = collected()[vendor]
            same = tuple(
                each for each in everything if (each["source"], each["confidence"]) == (fact.url, fact.confidence)
            )
            yield fact, same, everything


def looked_up(fact: VendorFact) -> bool:
    """Whether somebody read the page after the collection was made."""
    return fact.url in FOUND_LATER or (fact.seen is not None and fact.seen.date().isoformat() > COLLECTED)


def text_of(facts: tuple[Mapping[str, Any], ...]) -> str:
    """What is said there, in one text."""
    return " ".join(f"{each['statement']} {each['value']} {each['plan']} {each['page_date']}" for each in facts)


def lengths_in(text: str) -> set[int]:
    """The seconds of every length that a text names, `P1Y6M` or `18 months`; months with the fewest days."""
    found = {0} if re.search(r"at once|immediate|same moment|\bnow\b", text) else set()
    for match in re.finditer(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?", text):
        years, months, days, hours, minutes, seconds = (int(each or 0) for each in match.groups())
        months += 12 * years
        days += months // 12 * 365 + MONTHS[months % 12]
        found.add(days * 86400 + hours * 3600 + minutes * 60 + seconds)
    found |= {
        int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)[ -](second|minute|hour|day|year)s?\b", text)
    }
    return found


def scalars(fact: VendorFact) -> Iterator[tuple[str, Any, bool]]:
    """Each value with its key, and whether it stands in a case that may have another source."""

    def below(key: str, value: Any, *, case: bool) -> Iterator[tuple[str, Any, bool]]:
        if isinstance(value, Mapping):
            for name, each in value.items():
                yield from below(name, each, case=case or name == "unless")
        elif isinstance(value, list):
            for each in value:
                yield from below(key, each, case=case)
        else:
            yield key, value, case

    for name, value in fact.cells:
        yield from below(name.rpartition(".")[2], value, case=name.endswith("unless"))


def page_day(fact: Mapping[str, Any]) -> str:
    """The earliest day that a page can be of, that of the collection where it does not say. A version is no day."""
    said = fact["page_date"] or ""
    match = None if "API" in said else re.search(r"\b(20\d\d)(?:-(\d\d))?(?:-(\d\d))?\b", said)
    if match is None:
        return COLLECTED
    year, month, day = match.groups()
    return f"{year}-{month or '01'}-{day or '01'}"


def test_a_fact_has_a_page_and_a_confidence_that_stand_in_the_collection() -> None:
    assert [f"{fact.at} {fact.confidence} {fact.url}" for fact, same, _ in taken() if not same] == []


def test_what_has_a_page_and_is_confirmed_by_anybody_ships() -> None:
    there = {(vendor, fact.url, fact.confidence) for vendor, fact in shipped()}
    missing = [
        f"{vendor}: {fact['statement']}"
        for vendor, facts in collected().items()
        for fact in facts
        if fact["source"] and fact["confidence"] != "unconfirmed"
        if (vendor, fact["source"], fact["confidence"]) not in there
    ]
    assert missing == []


def test_a_page_counts_as_seen_on_the_earliest_day_that_it_can_be_of() -> None:
    wrong = []
    for fact, _, everything in taken():
        day = min((page_day(each) for each in everything if each["source"] == fact.url), default=COLLECTED)
        if fact.seen is None or fact.seen.date().isoformat() != day:
            wrong.append(f"{fact.at} {fact.seen} {day}")
    assert wrong == []


def test_every_length_stands_in_the_collection() -> None:
    wrong = []
    for fact, same, everything in taken():
        for key, value, case in scalars(fact):
            length = parse_duration(value) if key in LENGTHS else None
            seconds = length.seconds if length else None
            if seconds is not None and seconds not in lengths_in(text_of(everything if case else same)):
                wrong.append(f"{fact.at} {key}: {value}")
    assert wrong == []


def test_every_number_in_words_stands_in_the_collection() -> None:
    wrong = []
    for fact, same, everything in taken():
        for key, value, case in scalars(fact):
            if isinstance(value, str) and key not in LENGTHS:
                said = text_of(everything if case else same).replace(",", "").replace(" 000", "000")
                numbers = re.findall(r"\d+", re.sub(r"https?://\S+|\bv\d", "", value.replace(",", "")))
                wrong += [f"{fact.at} {key}: {each}" for each in numbers if each not in re.findall(r"\d+", said)]
    assert wrong == []


def test_no_class_is_better_than_the_collection_says() -> None:
    wrong = []
    for fact, same, everything in taken():
        for key, value, case in scalars(fact):
            if key == "class":
                facts = everything if case else same
                classes = {word for each in facts for word in re.findall(r"\w+", each["action_class"] or "")}
                if value in UNDONE and value not in classes:
                    wrong.append(f"{fact.at} {value}")
                if value == "keyed" and not any(each["topic"].startswith("idempotency") for each in facts):
                    wrong.append(f"{fact.at} {value}")
                if value == "irreversible" and value not in classes and not FOR_GOOD.search(text_of(facts)):
                    wrong.append(f"{fact.at} {value}")
    assert wrong == []


def test_every_plan_is_one_that_the_page_names() -> None:
    wrong = [
        f"{fact.at} {fact.plan}"
        for fact, same, _ in taken()
        if fact.plan and PLANS.get(fact.plan, fact.plan).casefold() not in text_of(same).casefold()
    ]
    assert wrong == []
