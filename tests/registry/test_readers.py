"""What cannot be read, or can be read in two ways, is said and makes the answer partial. The real binary."""

import json

import pytest

from .registries import READS, TEXT, saved, tool
from .test_import import operations

WORDS = ("--system", "docs", "--agent", "bot")
BROKEN = (
    "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata:\n  name: ghost\n  tags: [a\nspec: {owner: group:x}\n"
)
WHOLE = "apiVersion: backstage.io/v1alpha1\nkind: System\nmetadata: {name: billing}\nspec: {owner: group:pay}\n"
TWICE = (
    '{"tools": [{"name": "a", "inputSchema": {"type": "object"}, "inputSchema": {"type": "object", "properties": {}}}]}'
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (json.dumps({"tools": [{"name": "a", "inputSchema": "x"}]}), "`a` has an input schema that is none"),
        (
            json.dumps({"tools": [tool("a", {"x": {"$ref": "#/$defs/none"}, "y": {"$ref": "far.json"}})]}),
            "`#/$defs/none`, `far.json` of `a` leads nowhere",
        ),
        (TWICE, "the key `inputSchema` stands twice in one object"),
    ],
    ids=["no schema", "reference", "key twice"],
)
def test_what_a_list_of_tools_leaves_open_is_said(cli, text, said) -> None:
    assert cli("import", "mcp", saved(cli.here / "old.json", tool("a")), *WORDS, "--out", "inv").code == 0
    (cli.here / "new.json").write_text(text)
    ran = cli("drift", "mcp", "new.json", *WORDS, "-i", "inv", "--format", "json")
    assert ran.json["complete"] is False
    assert any(said in each for each in ran.json["remarks"])
    ran = cli("import", "mcp", "new.json", *WORDS, "--out", "inv")
    assert ran.code == 3
    assert said in " ".join((ran.out + ran.err).split())


def test_references_that_lead_somewhere_are_no_matter(cli) -> None:
    properties = {
        "x": {"$ref": "#/$defs/a~1b"},
        "default": {"$ref": "#"},
        "y": {"type": "object", "default": {"$ref": "none"}},
        "$ref": TEXT,
    }
    one = tool("a", properties, **READS)
    one["inputSchema"]["$defs"] = {"a/b": TEXT}
    assert cli("import", "mcp", saved(cli.here / "t.json", one), *WORDS, "--out", "inv").code == 0


def test_a_broken_document_of_a_catalogue_is_named_and_nothing_is_made_of_it(cli) -> None:
    folder = cli.here / "repository"
    for name, text in (("a", WHOLE), ("b", BROKEN), ("c", "kind: [System\n"), ("d", f"{WHOLE}---\n{BROKEN}")):
        (folder / name).mkdir(parents=True)
        (folder / name / "catalog-info.yaml").write_text(text)
    ran = cli("import", "backstage", "repository", "--out", "inv")
    assert ran.code == 3
    said = "".join((ran.out + ran.err).split())
    assert all(f"notread:repository/{name}/catalog-info.yaml" in said for name in "bcd")
    assert "repository/a/catalog-info.yaml:" not in said
    written = {file.stem for file in (cli.here / "inv" / "systems").iterdir()}
    assert written == {"billing"}


def test_where_nothing_of_a_catalogue_can_be_read_the_files_are_named(cli) -> None:
    (cli.here / "c").mkdir()
    (cli.here / "c" / "catalog-info.yaml").write_text(BROKEN)
    ran = cli("import", "backstage", "c", "--out", "inv")
    assert ran.code == 3
    assert "c/catalog-info.yaml:" in ran.err
    assert not (cli.here / "inv" / "systems").exists()


def test_remote_servers_of_openai_are_told_apart_by_their_label(cli) -> None:
    remote = [
        {
            "type": "mcp",
            "server_label": "shop",
            "server_url": "https://shop.example.com/mcp",
            "require_approval": "never",
        },
        {"type": "mcp", "server_label": "post", "allowed_tools": {"tool_names": ["send_parcel", "find_parcel"]}},
        {"type": "mcp", "server_label": "bank", "headers": {"Authorization": "Bearer sk-live-1234567890abcdef"}},
    ]
    (cli.here / "t.json").write_text(json.dumps({"tools": remote}))
    ran = cli("import", "openai", "t.json", *WORDS, "--out", "inv")
    assert ran.code == 3, ran.out + ran.err
    assert "the tools of the remote server `bank` are not described here" in " ".join(ran.out.split())
    assert "registered twice" not in ran.out
    assert "sk-live" not in "".join(each.read_text() for each in (cli.here / "inv").rglob("*.*"))
    rows = (cli.here / "inv" / "agents" / "bot.yaml").read_text()
    assert [line.split()[-1] for line in rows.splitlines() if "server:" in line] == ["post", "post"]
    assert len(operations(cli.here / "inv", "docs")) == 2
    assert cli("drift", "openai", "t.json", *WORDS, "-i", "inv").code == 3
    remote[1]["allowed_tools"] = ["send_parcel"]
    (cli.here / "t.json").write_text(json.dumps({"tools": remote[1:2]}))
    gone = cli("drift", "openai", "t.json", *WORDS, "-i", "inv", "--format", "json").json["gone"]
    assert [(each["tool"], each["server"]) for each in gone] == [("find_parcel", "post")]


def test_remote_servers_of_anthropic_are_told_with_what_they_may_do(cli) -> None:
    server = {"type": "url", "url": "https://x.example.com", "authorization_token": "sk-live-1234567890abcdef"}
    request = {
        "tools": [
            {"name": "own", "input_schema": {"type": "object"}},
            {
                "type": "mcp_toolset",
                "mcp_server_name": "post",
                "default_config": {"enabled": False},
                "configs": {"send_parcel": {"enabled": True}, "burn_parcel": {"enabled": False}},
            },
        ],
        "mcp_servers": [
            {**server, "name": "post"},
            {**server, "name": "shop", "tool_configuration": {"allowed_tools": ["buy"]}},
        ],
    }
    (cli.here / "t.json").write_text(json.dumps(request))
    ran = cli("import", "anthropic", "t.json", *WORDS, "--out", "inv")
    assert ran.code == 0, ran.out + ran.err
    assert "sk-live" not in "".join(each.read_text() for each in (cli.here / "inv").rglob("*.*"))
    assert set(operations(cli.here / "inv", "docs")) == {"own", "send_parcel", "buy"}
    assert cli("drift", "anthropic", "t.json", *WORDS, "-i", "inv").code == 0
    request["mcp_servers"].append({**server, "name": "bank"})
    (cli.here / "t.json").write_text(json.dumps(request))
    ran = cli("drift", "anthropic", "t.json", *WORDS, "-i", "inv")
    assert ran.code == 3
    assert "remote server `bank`" in ran.out


def test_titles_are_noise_that_verbose_shows(cli) -> None:
    one = tool("a", **READS)
    assert cli("import", "mcp", saved(cli.here / "t.json", one | {"title": "Old"}), *WORDS, "--out", "inv").code == 0
    file = saved(cli.here / "t.json", one | {"title": "New"})
    ran = cli("drift", "mcp", file, *WORDS, "-i", "inv", "--verbose", "--format", "json")
    assert ran.code == 0
    assert [(each["message"], each["before"], each["after"]) for each in ran.json["changed"]] == [
        ("titled otherwise", "Old", "New")
    ]


def test_one_change_in_a_schema_that_refers_to_itself_is_told_once(cli) -> None:
    def tree(*values: str) -> dict:
        node = {
            "type": "object",
            "properties": {
                "op": {"type": "string", "enum": list(values)},
                "and": {"type": "array", "items": {"$ref": "#/$defs/node"}},
                "not": {"$ref": "#/$defs/node"},
            },
        }
        made = tool("a", {"filter": {"$ref": "#/$defs/node"}}, **READS)
        made["inputSchema"]["$defs"] = {"node": node}
        return made

    assert cli("import", "mcp", saved(cli.here / "t.json", tree("is")), *WORDS, "--out", "inv").code == 0
    file = saved(cli.here / "t.json", tree("is", "like"))
    changed = cli("drift", "mcp", file, *WORDS, "-i", "inv", "--format", "json").json["changed"]
    assert [each["message"] for each in changed] == ["`filter.op`: takes more values, added `like`"]


@pytest.mark.parametrize("deep", [250, 60_000])
@pytest.mark.parametrize("source", ["mcp", "openapi"])
def test_json_that_is_nested_too_deep_is_told_as_that(cli, source, deep) -> None:
    (cli.here / "t.json").write_text(f'{{"tools": {"[" * deep}{"]" * deep}}}')
    ran = cli("import", source, "t.json", "--system", "docs", "--out", "inv")
    assert ran.code == 3
    assert "`t.json` is nested deeper than 200 levels" in ran.err


def test_a_configuration_without_tools_shows_no_absence_of_drift(cli) -> None:
    assert cli("import", "mcp", saved(cli.here / "t.json", tool("a")), *WORDS, "--out", "inv").code == 0
    (cli.here / "conf.json").write_text(json.dumps({"mcpServers": {"docs": {"command": "uvx"}}}))
    ran = cli("drift", "mcp", "conf.json", "--agent", "bot", "-i", "inv")
    assert ran.code == 3
    assert "0 tools of conf.json against the rows of agent bot: nothing could be compared." in ran.out


def test_other_files_of_a_description_are_named_and_not_followed(cli) -> None:
    (cli.here / "a.yaml").write_text("get: {operationId: listA}\n")
    paths = "{/a: {$ref: ./a.yaml}, /b: {$ref: 'https://other.example/b.yaml'}, /c: {$ref: '#/x-none'}}"
    (cli.here / "api.yaml").write_text(f"openapi: 3.1.0\ninfo: {{title: x}}\npaths: {paths}\n")
    ran = cli("import", "openapi", "api.yaml", "--system", "api", "--out", "inv", "--dry-run")
    assert ran.code == 3
    told = " ".join((ran.out + ran.err).split())
    assert "`./a.yaml` leads to another file, which is not read, and is left out" in told
    assert "`https://other.example/b.yaml` leads to another file, which is not read" in told
    assert "`#/x-none` leads to what is not in the file and is left out" in told


ANCHORED = """
openapi: 3.0.0
info: {title: x, version: 1.0.0}
x-common:
  page: &page {name: page, in: query, schema: {type: integer, maximum: 100}}
  pages: &pages [*page, {name: sort, in: query, schema: &sort {enum: [<<, ">>"]}}]
  safe: &safe
    parameters: *pages
    security: &admin [{oauth: [admin]}]
paths:
  /a:
    get: &get {<<: *safe, operationId: listA}
    delete: {<<: [{summary: Ends all}, *get], operationId: deleteA, parameters: []}
  /b:
    delete: {operationId: deleteB, security: *admin}
components: {securitySchemes: {oauth: {type: oauth2, flows: {}}}}
"""
WRITTEN_OUT = """
openapi: 3.0.0
info: {title: x, version: 1.0.0}
paths:
  /a:
    get:
      operationId: listA
      parameters:
        - {name: page, in: query, schema: {type: integer, maximum: 100}}
        - {name: sort, in: query, schema: {enum: ["<<", ">>"]}}
      security: [{oauth: [admin]}]
    delete: {operationId: deleteA, summary: Ends all, parameters: [], security: [{oauth: [admin]}]}
  /b:
    delete: {operationId: deleteB, security: [{oauth: [admin]}]}
components: {securitySchemes: {oauth: {type: oauth2, flows: {}}}}
"""


def test_anchors_and_merge_keys_say_what_is_written_out(cli) -> None:
    kept = []
    for name, text in (("one", ANCHORED), ("two", WRITTEN_OUT)):
        (cli.here / "api.yaml").write_text(text)
        ran = cli("import", "openapi", "api.yaml", "--system", "api", "--out", name)
        assert (ran.code, ran.err) == (0, "")
        kept.append((cli.here / name / "registries/-/openapi.api.json").read_text())
    assert kept[0] == kept[1]
    assert operations(cli.here / "one", "api")["deleteB"]["requires"] == ["admin"]


LAUGHS = "".join(f"x{n}: &x{n} [{', '.join([f'*x{n - 1}'] * 9)}]\n" for n in range(1, 12))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (f"x0: &x0 [1, 1, 1]\n{LAUGHS}", "aliases stand for more than 500,000 values"),
        ("x: &x [1, *x]\n", "api.yaml:2: `*x` stands inside of what it stands for"),
        ("x: *y\ny: &y 1\n", "api.yaml:2: no `&y` stands before this alias"),
    ],
    ids=["bomb", "cycle", "no anchor"],
)
@pytest.mark.parametrize("times", [1, 30])
def test_aliases_that_nobody_can_fill_in_end_clearly(cli, line, said, times) -> None:
    text = f"openapi: 3.0.0\n{line}paths: {{/a: {{get: {{operationId: listA}}}}}}\n"
    (cli.here / "api.yaml").write_text("---\n".join([text] * times))
    ran = cli("import", "openapi", "api.yaml", "--system", "api", "--out", "inv")
    assert ran.code == 3
    assert said in " ".join(ran.err.split())
    assert not (cli.here / "inv").exists()


def test_what_a_catalogue_leads_to_and_nobody_reads_is_said(cli) -> None:
    inside = ["./more.yaml", "parts/*.yaml", "parts/../more.yaml"]
    outside = [
        "../other.yaml",
        "node_modules/x/catalog-info.yaml",
        "parts/c.json",
        "none.yaml",
        "plain.yaml",
        "x/*.yaml",
    ]
    folder = cli.here / "c"
    for place in ("node_modules/x/catalog-info.yaml", "more.yaml", "parts/a.yaml", "parts/c.json", "../other.yaml"):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(WHOLE)
    (folder / "plain.yaml").write_text("a: b\n")
    for each in inside + outside:
        location = (
            f"apiVersion: backstage.io/v1alpha1\nkind: Location\nmetadata: {{name: l}}\nspec: {{target: {each!r}}}\n"
        )
        name = "".join(filter(str.isalnum, each))
        (folder / f"at-{name}.yaml").write_text(location)
    ran = cli("import", "backstage", "c", "--out", "inv")
    assert ran.code == 0, ran.err
    told = " ".join(ran.out.split())
    assert [each for each in inside + outside if f"leads to `{each}`, which is not read" in told] == outside
