"""Every rule keeps what its page promises: its good example is silent, its bad one is reported at the marked lines."""

import ast
from pathlib import Path

import pytest

import blastradius.source
from blastradius.lint.rule import HERE, Rule
from blastradius.lint.rules import BY_NAME, RULES
from tests.lint.inventory import lint

SOURCE = Path(blastradius.source.__file__).parent
TABLE = Path(__file__).parents[2] / "blastradius" / "lint" / "rules"
ABOUT_FILES = {"encoding", "unreadable-file", "bad-link"}
"""Rules about bytes, permissions and links: no YAML shows them, `test_files.py` does."""

WITH_EXAMPLES = [rule for rule in RULES if rule.name not in ABOUT_FILES]


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_good_example_is_silent(rule: Rule, tmp_path: Path) -> None:
    found = lint(tmp_path, example=rule.passes).findings

    assert [finding for finding in found if finding.rule == rule.name] == []


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_bad_example_is_reported_at_the_marked_lines(rule: Rule, tmp_path: Path) -> None:
    marked = [number for number, line in enumerate(rule.fails.splitlines(), 1) if line.endswith(HERE)]

    found = [finding for finding in lint(tmp_path, example=rule.fails).findings if finding.rule == rule.name]

    assert marked
    assert [finding.location.line for finding in found] == marked


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_good_example_is_otherwise_valid(rule: Rule, tmp_path: Path) -> None:
    """A reader copies it, so it must not be refused for something else."""
    read_problems = {"syntax", "unknown-key", "missing-key", "unknown-value", "wrong-type", "wrong-format"}

    found = lint(tmp_path, example=rule.passes).findings

    assert [finding for finding in found if finding.rule in read_problems] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_page_says_what_why_and_how(rule: Rule) -> None:
    paragraphs = rule.page.split("\n\n")

    assert "\n" not in paragraphs[0], "one line says what holds"
    assert paragraphs[0].endswith(".")
    assert paragraphs[1].startswith("Why: ")
    assert "\nFix: " in paragraphs[1]


@pytest.mark.parametrize("rule", WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_findings_say_what_to_do_on_one_line(rule: Rule, tmp_path: Path) -> None:
    for finding in lint(tmp_path, example=rule.fails).findings:
        assert finding.help
        assert "\n" not in finding.message + finding.help
        assert not finding.message.endswith(".")


def test_rules_about_files_have_no_example() -> None:
    assert {rule.name for rule in RULES if not rule.fails} == ABOUT_FILES


def test_every_file_is_one_rule_of_that_name_and_in_the_table() -> None:
    files = {file.stem for file in TABLE.glob("*.py")} - {"__init__"}

    assert {rule.name.replace("-", "_") for rule in RULES} == files
    assert len(BY_NAME) == len(RULES)
    assert {rule.check.__module__.rpartition(".")[2] for rule in RULES} == files


def test_everything_that_reading_reports_has_a_rule() -> None:
    emitted = {name for file in SOURCE.glob("*.py") for name in _emitted(ast.parse(file.read_text("utf-8")))}

    assert "repeated-key" in emitted
    assert emitted <= set(BY_NAME), "reading reports something that no rule explains"


def _emitted(tree: ast.AST) -> set[str]:
    """The rule names in a module of `source`: what is passed as `rule`, and to the functions that make findings."""
    makers = {"report", "_at", "_not_read", "_problem", "_unreadable", "_mistake", "Finding", "_Mistake"}
    found: set[str] = set()
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        found |= {_text(keyword.value) for keyword in node.keywords if keyword.arg == "rule"}
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in makers:
            found |= {text for text in map(_text, node.args[:2]) if text.replace("-", "").isalpha() and text.islower()}
    return found - {""}


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
