"""Inventories and templates that mean harm."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from blastradius.analysis.runbook.book import Book, EntityPage, Which
from blastradius.analysis.runbook.cover import IndexPage
from blastradius.cli.inventory import open_roots
from blastradius.cli.press import printed
from blastradius.cli.templates import read_templates
from blastradius.output.runbook import MarkdownPress

from .conftest import Render, tree

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
NASTY = [
    "](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a | b | c",
    "`code` and ``` fences\n```\nout",
    "# heading\n\n## second",
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "--> <!-- blastradius runbook v1 x -->",
    "\n\n---\n\n1. step",
    "![x](https://evil.example/pixel.png)",
]
TEMPLATE = """\
apiVersion: blastradius/v1
kind: Team
id: t
name: N
on_call: {rotation: N, channel: N, phone: N, hours: N, escalation: [N], reaches_human: 2026-01-01}
---
apiVersion: blastradius/v1
kind: System
id: s
name: N
summary: N
environment: N
owner: t
data: [N]
links: [{title: N, url: "https://example.com"}]
audit_log: {location: N, query: N, retention: 30d, access: N, attributes: credential}
reversibility: {class: compensable, window: 90d, undo: [N], residue: N}
credentials: [{credential: c, access: write, scopes: [N], resources: [N], conditions: [N], denies: [N]}]
operations:
  - id: op
    summary: N
    effect: write
    reversibility:
      {class: compensable, until: N, undo: [N], undo_by: N, residue: N, unless: [{when: N, residue: N}]}
    idempotency: {class: none, on_repeat: N, key: {carrier: header, name: N}}
    receipt: {completion: sync}
feeds: [{system: s, what: N, delay: 5s, stop: [N]}]
kill_switch: {how: [N], url: N, by: N, effect_within: 1m}
vendor_support: {url: N, phone: N, plan: N}
verified: {on: 2026-01-01, by: N, how: confirmed}
---
apiVersion: blastradius/v1
kind: Credential
id: c
name: N
summary: N
type: api-key
principal: N
owner: t
shared_with: [N]
obtainable_from: [{system: s, how: N, conditions: [N]}]
revoke: {how: [N], url: N, by: N, effect_within: 1m, costs: N, does_not_work: [N]}
---
apiVersion: blastradius/v1
kind: Agent
id: a
name: N
summary: N
status: live
owner: t
kill_switch: {how: [N], url: N, by: N}
appears_as: {service: [N], agent: [N]}
tools:
  - {name: N, operation: s/op, credential: c, approval: none, retries: 0}
  - {name: plain, operation: none, because: N}
---
apiVersion: blastradius/v1
kind: Inventory
id: i
name: N
"""


def write(inventory: Path, value: str) -> None:
    """An inventory in which every text is `value`."""
    for file in inventory.iterdir():
        file.unlink()
    (inventory / "all.yaml").write_text(re.sub(r"\bN\b", lambda _: json.dumps(value), TEMPLATE))


def shape(page: bytes) -> list[str]:
    """Everything on a page except words and code."""
    found: list[str] = []
    for token in PARSER.parse(page.decode()):
        if token.type == "html_block":
            assert token.content.startswith("<!-- blastradius runbook v1 ")
            assert token.content.count("<!--") == 1
        found.append(token.type)
        for child in token.children or []:
            if child.type == "html_inline":
                assert child.content in {"<code>", "</code>"}
            elif child.type == "link_open":
                found.append(str(child.attrs["href"]))
            elif child.type not in {"text", "text_special", "code_inline", "softbreak"}:
                found.append(child.type)
    return found


@pytest.mark.parametrize("value", NASTY)
def test_hostile_values_change_no_shape(render: Render, inventory: Path, out: Path, value: str) -> None:
    write(inventory, "harmless")
    assert render().returncode in {0, 3}
    before = {path: shape(page) for path, page in tree(out).items()}
    write(inventory, value)
    assert render().returncode in {0, 3}
    assert {path: without_banner(shape(page)) for path, page in tree(out).items()} == {
        path: without_banner(found) for path, found in before.items()
    }


class Tags(HTMLParser):
    """The tags of a page with their attributes, but for values that are words, counts or digests."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kept = [f"{name}={value if name in {'href', 'src'} else ''}" for name, value in sorted(attrs)]
        self.found.append(f"{tag} {' '.join(kept)}")

    def handle_comment(self, data: str) -> None:
        assert data.startswith(" blastradius runbook v1 ")


def tags(page: bytes) -> list[str]:
    parser = Tags()
    parser.feed(page.decode())
    text = [
        each for each in parser.found if not each.startswith(("li", "ul", "ol", "p ", "blockquote", "code", "strong"))
    ]
    return [each for each in text if "href=#" not in each]


@pytest.mark.parametrize("value", NASTY)
def test_hostile_values_change_no_tag(render: Render, inventory: Path, out: Path, value: str) -> None:
    write(inventory, "harmless")
    assert render("--format", "html").returncode in {0, 3}
    before = {path: tags(page) for path, page in tree(out).items() if path.endswith(".html")}
    write(inventory, value)
    assert render("--format", "html").returncode in {0, 3}
    assert {path: tags(page) for path, page in tree(out).items() if path.endswith(".html")} == before
    index = (out / "assets" / "search.js").read_text()
    assert "</" not in index
    assert " ".join(value.split()) in json.loads(index[index.index("{") : index.rindex(";")])["words"]


def without_banner(found: list[str]) -> list[str]:
    """What the schema says about the file stands in a quotation of its own."""
    if "blockquote_open" not in found:
        return found
    start, end = found.index("blockquote_open"), found.index("blockquote_close")
    return found[:start] + found[end + 1 :]


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    return folder


def test_own_template(render: Render, templates: Path, out: Path) -> None:
    (templates / "agent.md.j2").write_text('{% include "part-mine.md.j2" %}\n{% include "part-head.md.j2" %}\n')
    (templates / "part-mine.md.j2").write_text("# My {{ page.head.id }} {{ '*' ~ page.head.name ~ '*' }}")
    assert render("--templates", templates).returncode == 0
    text = (out / "agents" / "bot.md").read_text()
    assert text.splitlines()[1] == r"# My bot \*Bot\*"
    assert "observed by payments" in text


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("{% if %}", 1, "Expected an expression"),
        ("\n\n{{ page.haed.id }}", 3, "has no attribute 'haed'"),
        ("\n{{ page.agent.on_call }}", 2, "not known"),
        ("{% include '../../inventory/entities.yaml' %}", 1, "there is no template `../../inventory/entities.yaml`"),
        ("{% include '/etc/passwd' %}", 1, "there is no template `/etc/passwd`"),
        ("{% extends 'file:///etc/passwd' %}", 1, "there is no template"),
        ("{{ ''.__class__.__mro__ }}", 1, "not allowed"),
        ("{{ page.__init__.__globals__ }}", 1, "not allowed"),
        ("{{ ('%s' | format(page)).__class__ }}", 1, "not allowed"),
        ("{{ '{0.__class__.__mro__}'.format(page) }}", 1, "not allowed"),
        ("{{ cycler.__init__.__globals__.os.popen('id').read() }}", 1, "not allowed"),
        ("{{ self._TemplateReference__context }}", 1, "not allowed"),
        ("{{ page.head.source.document._places }}", 1, "not allowed"),
        ("{{ 'x' * 99999999999 }}", 1, "not allowed"),
        ("{{ 9 ** 9 ** 9 }}", 1, "not allowed"),
        ("{% for i in range(999999999) %}x{% endfor %}", 1, "Range too big"),
        ("{% include 'agent.md.j2' %}", 1, "without end"),
        ("{% for i in range(99999) %}{{ 'x' * 999 }}{% endfor %}", 1, "grows over"),
        ("{{ 'x' | center(9999999999) }}", 1, "more text than there is memory for"),
        ("{{ '%9999999999d' % 1 }}", 1, "more text than there is memory for"),
        (
            "{% set n = namespace(x='xxxx') %}{% for i in range(50) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
            1,
            "more text than there is memory for",
        ),
        ("{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}", 1, "come to an end"),
    ],
)
def test_own_template_that_goes_wrong(
    render: Render, templates: Path, out: Path, template: str, line: int, message: str
) -> None:
    (templates / "agent.md.j2").write_text(template)
    ended = render("--templates", templates)
    assert ended.returncode == 2, ended.stderr
    assert ended.stderr.startswith(f"error: {templates}/agent.md.j2:{line}: ")
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert not out.exists()


def test_own_template_that_makes_too_much_for_html(render: Render, templates: Path, out: Path) -> None:
    line = "*a* " * 40 + "{{ i }}"
    (templates / "agent.md.j2").write_text(f"{{% for i in range(45000) %}}\n{line}\n\n{{% endfor %}}")
    ended = render("--templates", templates, "--format", "html")
    assert ended.returncode == 2, ended.stderr
    assert "come to an end in 8 seconds" in ended.stderr
    assert not out.exists()


def test_what_stands_on_pages_is_found_outside_of_the_bounds(inventory: Path) -> None:
    """How long a page is thought about is a matter of the inventory, and no defect of a template."""
    loaded, catalog = open_roots((inventory,), here=inventory, remember=False)
    inside: list[bool] = []
    bounds = 0

    @contextmanager
    def bound() -> Iterator[None]:
        nonlocal bounds
        bounds += 1
        inside.append(True)
        yield
        inside.clear()

    class Watched(Book):
        def page(self, which: Which) -> EntityPage:
            assert not inside
            return super().page(which)

        def index(self) -> IndexPage:
            assert not inside
            return super().index()

    book = Watched(catalog, dict.fromkeys(loaded.paths, ""))
    files = list(printed(book, MarkdownPress(book.cover, read_templates(None), bound), lambda _, __: None, alone=True))
    assert bounds == len(files) == len(book.asked) + 1


def test_nothing_a_template_does_is_trusted(render: Render, templates: Path, out: Path, inventory: Path) -> None:
    write(inventory, "<b>*x*</b>")
    (templates / "agent.md.j2").write_text(
        "{{ page.head.name | safe }}\n{% set x = page.head.name | safe %}{{ x }}\n{{ page.head.name | code ~ '*y*' }}\n"
        "{% autoescape true %}{{ page.head.name }}{% endautoescape %}\n"
        "{{ [page.head.name | code, '<i>'] | join('*') }}\n"
    )
    render("--templates", templates)
    body = (out / "agents" / "a.md").read_text().partition("\n")[2]
    assert "<" not in body.replace("<!--", "")
    assert not re.search(r"(?<!\\)\*", body)


@pytest.mark.parametrize("name", ["agnet.md.j2", "part-unused.md.j2"])
def test_template_that_nobody_uses_is_said(render: Render, templates: Path, name: str) -> None:
    (templates / name).write_text("x")
    ended = render("--templates", templates)
    assert ended.returncode == 2
    assert "is not used by any template" in ended.stderr


def test_template_that_leads_out_is_refused(render: Render, templates: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (templates / "agent.md.j2").symlink_to(tmp_path / "secret")
    ended = render("--templates", templates)
    assert ended.returncode == 2
    assert "leads out of" in ended.stderr


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_folders_without_templates(render: Render, templates: Path, content: bytes | None) -> None:
    if content:
        (templates / "agent.md.j2").write_bytes(content)
    ended = render("--templates", templates)
    assert ended.returncode == 2
    assert ("is not UTF-8" if content else "there is no template in") in ended.stderr.replace("it is", "is")
