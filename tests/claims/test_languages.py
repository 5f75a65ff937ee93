"""Languages: every file has all words, and no word of one stands in code."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import blastradius.analysis.claims
from blastradius.resources import LANGUAGES
from blastradius.source.languages import languages

SCHEMA: dict[str, Any] = json.loads((LANGUAGES / "language.schema.json").read_text("utf-8"))
CODE = sorted(Path(blastradius.analysis.claims.__file__).parent.glob("*.py"))
FUNCTION_WORDS = ("and", "active", "speaker", "old_value", "new_value", "recipient", "relative", "about", "linked")
FUNCTION_WORDS += ("objects_begin", "negations", "dated", "currencies", "ordinals", "abbreviations", "letter_begins")
SYNTAX = re.compile(r"\(\?P[<=]\w+[>)]?|\\[a-zA-Z]|\(\?[aimsx-]+[:)]|\[(?:\\.|[^\]\\])*\]")


@pytest.mark.parametrize("language", languages(), ids=lambda data: str(data["language"]))
def test_every_language_is_complete(language: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator(SCHEMA).validate(language)


@pytest.mark.parametrize("language", languages(), ids=lambda data: str(data["language"]))
def test_every_language_names_only_what_it_knows(language: dict[str, Any]) -> None:
    for wanted in language["only_by_tool"].values():
        assert set(wanted) <= set(language["things"])
    for name, related in language["related"].items():
        assert {name, *related} <= set(language["effects"])
    assert set(language["addresses"]) | set(language["carried"]) <= set(language["things"])


def patterns(tree: ast.AST) -> Iterator[str]:
    """What code looks for: texts of regular expressions, and what a text is compared with or begins or ends with."""
    keys = {node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)}  # what a language calls its words
    for node in ast.walk(tree):
        looked: list[ast.expr] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in {"compile", "search", "match", "split", "sub", "startswith", "endswith"}:
                looked = node.args
        elif isinstance(node, ast.Compare):
            looked = [node.left, *node.comparators]
        for each in (inner for argument in looked for inner in ast.walk(argument)):
            if isinstance(each, ast.Constant) and isinstance(each.value, str) and each not in keys:
                yield each.value


def test_no_word_of_a_language_stands_in_code() -> None:
    known = {
        word.lower()
        for language in languages()
        for kind in FUNCTION_WORDS
        for text in language[kind]
        for word in re.findall(r"[^\W\d_]+", text)
        if len(word) > 1 or text.startswith("I ")
    } | {language["language"] for language in languages()}
    found = [
        (file.name, text, word)
        for file in CODE
        for text in patterns(ast.parse(file.read_text("utf-8")))
        for word in re.findall(r"[^\W\d_]+", SYNTAX.sub(" ", text))
        if word.lower() in known
    ]
    assert found == []
