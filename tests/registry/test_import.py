"""Rows for what is registered."""

import json
from pathlib import Path

import pytest

from blastradius.source.yaml import read_yaml

from .registries import READS, TEXT, WRITES, hints, saved, tool


def entity(file: Path):
    return read_yaml(file.read_text(encoding="utf-8"), file.name)[0][0].data


def operations(folder: Path, system: str) -> dict:
    return {each["id"]: each for each in entity(folder / "systems" / f"{system}.yaml")["operations"]}


def rows(folder: Path, agent: str = "bot") -> list:
    return entity(folder / "agents" / f"{agent}.yaml")["tools"]


def imported(cli, *tools, system="docs", out="inv", **more):
    file = saved(cli.here / "tools.json", *tools, **more)
    ran = cli("import", "mcp", file, "--system", system, "--agent", "bot", "--out", out)
    assert ran.code == 0, ran.err
    return cli.here / out, ran


def rules(cli, folder) -> set[str]:
    return {each["rule"] for each in cli("lint", folder, "--format", "json").json["findings"]}


def test_a_new_inventory_lints_with_nothing_but_unknown_cells(cli) -> None:
    folder, _ = imported(cli, tool("list_pages", **READS), tool("make_page", {"title": TEXT}, **WRITES))
    assert rules(cli, folder) == {"unknown-cell"}
    assert [each["name"] for each in rows(folder)] == ["list_pages", "make_page"]


def test_a_missing_hint_is_the_worst_case_of_the_specification(cli) -> None:
    folder, _ = imported(cli, tool("list_pages"), tool("set_flag", **hints(destructiveHint=False)))
    found = operations(folder, "docs")
    assert found["list_pages"]["effect"] == ["write", "delete"]
    assert found["list_pages"]["idempotency"] == {"class": "none"}
    assert found["set_flag"]["effect"] == "write"
    assert entity(folder / "systems" / "docs.yaml")["untrusted_input"] is True


@pytest.mark.parametrize(
    ("name", "properties", "effect"),
    [
        ("send_mail", {}, "send"),
        ("search_and_delete", {}, "delete"),
        ("refundOrder", {}, "pay"),
        ("helper", {"to": TEXT, "subject": TEXT}, "send"),
        ("manage", {"action": {"type": "string", "enum": ["list", "delete"]}}, "delete"),
        ("read_rows", {"sql": TEXT}, "execute"),
    ],
)
def test_a_tool_that_claims_to_read_is_not_believed_where_its_name_or_schema_says_more(
    cli, name, properties, effect
) -> None:
    folder, ran = imported(cli, tool(name, properties, **READS))
    assert operations(folder, "docs")[name]["effect"] == effect
    assert "claims readOnlyHint: true" in " ".join(ran.out.split())


@pytest.mark.parametrize("name", ["get_delete_status", "list_payments", "API-get-user", "search_messages"])
def test_a_tool_that_reads_about_effects_is_believed(cli, name) -> None:
    folder, ran = imported(cli, tool(name, {"id": TEXT}, **READS))
    assert operations(folder, "docs")[name]["effect"] == "read"
    assert "claims" not in ran.out


@pytest.mark.parametrize(
    ("parameter", "text", "executes"),
    [
        ("sql", "", True),
        ("script", "", True),
        ("command", "", True),
        ("query", "The SQL to run", True),
        ("query", "Words to look for", False),
        ("country_code", "", False),
        ("code", "ISO country code", False),
    ],
)
def test_free_sql_shell_and_code_is_execution(cli, parameter, text, executes) -> None:
    folder, _ = imported(cli, tool("ask", {parameter: {"type": "string", "description": text}}, **WRITES))
    assert ("execute" in operations(folder, "docs")["ask"]["effect"]) is executes


def test_a_key_parameter_makes_a_call_keyed(cli) -> None:
    folder, _ = imported(cli, tool("pay", {"idempotency_key": TEXT}, **WRITES))
    cell = operations(folder, "docs")["pay"]["idempotency"]
    assert cell["class"] == "keyed"
    assert cell["key"] == {"carrier": "parameter", "name": "idempotency_key"}


def test_the_digest_is_that_of_the_canonical_form(cli) -> None:
    folder, _ = imported(cli, tool("a", {"x": {"maximum": 9223372036854775807, "minimum": 1.0}}, **READS))
    first = rows(folder)[0]["schema_sha256"]
    file = cli.here / "other.json"
    file.write_text(
        '{"tools": [{"inputSchema": {"required": [], "properties": {"x": {"minimum": 1,'
        ' "maximum": 9223372036854775807}}, "type": "object"}, "name": "a"}]}'
    )
    cli("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "again")
    assert rows(cli.here / "again")[0]["schema_sha256"] == first


def test_importing_twice_changes_nothing(cli) -> None:
    tools = (tool("a", **READS), tool("b", **WRITES))
    folder, _ = imported(cli, *tools)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    _, ran = imported(cli, *reversed(tools))
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert "Nothing to write" in ran.out


def test_a_dry_run_shows_the_difference_and_writes_nothing(cli, shop) -> None:
    file = saved(cli.here / "tools.json", tool("get_refund", **READS), tool("new_one", **READS))
    before = {each: each.read_bytes() for each in shop.rglob("*") if each.is_file()}
    ran = cli("import", "mcp", file, "--system", "stripe", "--agent", "support-bot", "--out", "shop", "--dry-run")
    assert all(len(line) < 300 for line in ran.out.splitlines())
    assert ran.code == 0
    assert "+++ shop/stripe.yaml" in ran.out
    assert "+  - id: new_one" in ran.out
    assert {each: each.read_bytes() for each in shop.rglob("*") if each.is_file()} == before


def test_what_people_wrote_is_bound_and_not_written_again(cli, shop) -> None:
    file = saved(cli.here / "tools.json", tool("create_refund", {"order": TEXT}, **WRITES), tool("get_refund", **READS))
    ran = cli("import", "mcp", file, "--system", "stripe", "--agent", "support-bot", "--out", "shop")
    assert ran.code == 0, ran.err
    text = (shop / "stripe.yaml").read_text()
    assert text.count("create_refund") == 1
    agent = entity(shop / "support-bot.yaml")
    assert [each["operation"] for each in agent["tools"]] == [
        "stripe/create_refund",
        "stripe/create_refund",
        "stripe/get_refund",
    ]
    assert agent["tools"][0]["name"] == "refund", "a row that nobody registered stays"
    assert "# gone" not in (shop / "support-bot.yaml").read_text()
    assert "they stay as they are" in " ".join(ran.out.split())


def test_the_credential_that_people_wrote_for_the_system_is_taken_and_said(cli, shop) -> None:
    text = (shop / "stripe.yaml").read_text()
    file = saved(cli.here / "tools.json", tool("get_refund", **READS))
    login = "  - {credential: stripe-login, access: admin, conditions: [second-factor]}\n"
    words = ("import", "mcp", file, "--system", "stripe", "--out", "shop", "--dry-run", "--agent")
    assert "+    credential: unknown" in cli(*words, "new-bot").out
    (shop / "stripe.yaml").write_text(text.replace(login, ""))
    assert "+    credential: stripe-key # the only one with a grant on stripe; check it" in cli(*words, "new-bot").out
    ran = cli("import", "mcp", file, "--system", "stripe", "--agent", "support-bot", "--out", "shop")
    assert "as the other rows on stripe have it" in " ".join(ran.out.split())
    assert entity(shop / "support-bot.yaml")["tools"][-1]["credential"] == "stripe-key"
    assert not {"tool-without-grant", "dangling-operation"} & rules(cli, shop)


def test_a_row_whose_tool_is_gone_is_marked_and_unmarked_when_it_is_back(cli) -> None:
    folder, _ = imported(cli, tool("a", **READS), tool("b", **READS))
    before = (folder / "agents" / "bot.yaml").read_bytes()
    _, ran = imported(cli, tool("b", **READS))
    marked = (folder / "agents" / "bot.yaml").read_text()
    assert "  # gone: " in marked
    assert "1 × gone from the registry, marked: a" in ran.out
    imported(cli, tool("b", **READS))
    assert (folder / "agents" / "bot.yaml").read_text() == marked
    imported(cli, tool("a", **READS), tool("b", **READS))
    assert (folder / "agents" / "bot.yaml").read_bytes() == before


def test_half_a_registry_marks_nothing_as_gone(cli) -> None:
    folder, _ = imported(cli, tool("a", **READS), tool("b", **READS))
    file = saved(cli.here / "half.json", tool("b", **READS), nextCursor="2")
    ran = cli("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "inv")
    assert ran.code == 3
    assert "PARTIAL" in ran.out
    assert "# gone" not in (folder / "agents" / "bot.yaml").read_text()


def test_the_same_name_on_two_servers_is_two_rows(cli) -> None:
    imported(cli, tool("search", **READS), system="docs")
    folder, _ = imported(cli, tool("search", **READS), system="tickets")
    found = rows(folder)
    assert [(each["name"], each["operation"], each.get("server")) for each in found] == [
        ("search", "docs/search", None),
        ("search", "tickets/search", "tickets"),
    ]
    assert "duplicate-tool" not in rules(cli, folder)
    before = (folder / "agents" / "bot.yaml").read_bytes()
    imported(cli, tool("search", **READS), system="tickets")
    imported(cli, tool("search", **READS), system="docs")
    assert (folder / "agents" / "bot.yaml").read_bytes() == before


def test_two_servers_of_one_system_are_told_apart_by_their_names(cli) -> None:
    file = saved(cli.here / "tools.json", tool("search", **READS))
    for server in ("one", "two", "one", "two"):
        ran = cli(
            *("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "inv", "--server", server),
        )
        assert ran.code == 0, ran.err
    found = rows(cli.here / "inv")
    assert [(each["name"], each["server"]) for each in found] == [("search", "one"), ("search", "two")]
    assert "duplicate-tool" not in rules(cli, cli.here / "inv")


def test_a_prefix_is_part_of_the_name_that_the_planner_knows(cli) -> None:
    file = saved(cli.here / "tools.json", tool("search", **READS))
    cli("import", "mcp", file, "--system", "docs", "--agent", "bot", "--out", "inv", "--prefix", "mcp__docs__")
    assert rows(cli.here / "inv")[0]["name"] == "mcp__docs__search"
    assert rows(cli.here / "inv")[0]["operation"] == "docs/search"


def test_a_client_configuration_starts_nothing_and_gives_away_nothing(cli) -> None:
    file = cli.here / "config.json"
    mark = cli.here / "started"
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    servers = {
        "github": {"command": "touch", "args": [str(mark), f"--token={secret}"], "env": {"TOKEN": secret}},
        "remote": {
            "url": f"https://user:{secret}@mcp.example.com/x?key={secret}",
            "headers": {"Authorization": secret},
        },
    }
    file.write_text(json.dumps({"mcpServers": servers}))
    ran = cli("import", "mcp", file, "--agent", "bot", "--out", "inv")
    assert ran.code == 3, "the servers are there now, and their tools are not"
    assert "PARTIAL" in ran.out
    assert "the tools of `github`, `remote` are not in it" in " ".join(ran.out.split())
    assert not mark.exists()
    everything = (
        ran.out + ran.err + "".join(each.read_text() for each in (cli.here / "inv").rglob("*.*") if each.is_file())
    )
    assert secret not in everything
    assert {each.stem for each in (cli.here / "inv" / "systems").iterdir()} == {"github", "remote"}
    assert "mcp.example.com" in everything
    assert rules(cli, cli.here / "inv") == {"unknown-cell"}


def test_names_that_a_terminal_would_obey_are_made_visible(cli) -> None:
    folder, ran = imported(
        cli, tool("ev\x1b[31mil\u202e", **READS), tool("naïve name!", **READS), tool("none", **READS)
    )
    assert "\x1b" not in ran.out
    text = (folder / "agents" / "bot.yaml").read_text() + (folder / "systems" / "docs.yaml").read_text()
    assert "\x1b" not in text
    assert rules(cli, folder) == {"unknown-cell"}
    imported(cli, tool("ev\x1b[31mil\u202e", **READS), tool("naïve name!", **READS), tool("none", **READS))
    assert text == (folder / "agents" / "bot.yaml").read_text() + (folder / "systems" / "docs.yaml").read_text()


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "{}", "null", '{"tools": 3}', "NaN", "[" * 5000, '{"tools": [' + '{"a":' * 900, "\x00", '"text"'],
)
@pytest.mark.parametrize("source", ["mcp", "openapi", "backstage", "openai", "anthropic"])
def test_what_is_no_registry_is_refused_calmly(cli, content, source) -> None:
    file = cli.here / "file.json"
    file.write_text(content)
    ran = cli("import", source, file, "--system", "docs", "--agent", "bot", "--out", "inv")
    assert ran.code == 3
    assert "file.json" in ran.err
    assert not (cli.here / "inv").exists()


def test_definitions_of_openai_and_anthropic(cli) -> None:
    schema = {"type": "object", "properties": {"to": TEXT, "body": TEXT}}
    openai = cli.here / "openai.json"
    openai.write_text(
        json.dumps({"tools": [{"type": "function", "function": {"name": "send_mail", "parameters": schema}}]})
    )
    anthropic = cli.here / "anthropic.json"
    anthropic.write_text(json.dumps([{"name": "send_mail", "input_schema": schema}]))
    for source, file in (("openai", openai), ("anthropic", anthropic)):
        ran = cli("import", source, file, "--system", "mail", "--agent", "bot", "--out", source)
        assert ran.code == 0, ran.err
        assert "send" in operations(cli.here / source, "mail")["send_mail"]["effect"]
        assert rules(cli, cli.here / source) == {"unknown-cell"}
    same = [rows(cli.here / each)[0]["schema_sha256"] for each in ("openai", "anthropic")]
    assert same[0] == same[1]


def test_tools_of_which_nobody_says_what_they_touch(cli) -> None:
    file = saved(cli.here / "tools.json", tool("send_mail", **WRITES))
    assert cli("import", "mcp", file, "--agent", "bot", "--out", "inv").code == 0
    assert rows(cli.here / "inv")[0]["operation"] == "unknown"
    assert cli("import", "mcp", file, "--system", "mail", "--agent", "bot", "--out", "inv").code == 0
    assert rows(cli.here / "inv")[0]["operation"] == "mail/send_mail"
    assert cli("import", "mcp", file, "--out", "inv").code == 2


API = """
openapi: 3.0.3
info: {title: Pet Shop, version: 1.0.0}
security: [{oauth: [pets]}]
paths:
  /pets:
    get: {operationId: listPets, responses: {200: {description: ok}}}
    post:
      operationId: createPet
      security: [{oauth: ["pets:write"]}]
      parameters:
        - {name: Idempotency-Key, in: header, schema: {type: string}}
      requestBody:
        content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}
      responses: {201: {description: made}}
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    delete: {responses: {204: {description: gone}}}
components:
  schemas:
    Pet:
      type: object
      required: [name]
      properties: {name: {type: string}, parent: {$ref: "#/components/schemas/Pet"}}
"""


def test_an_interface_description(cli) -> None:
    file = cli.here / "api.yaml"
    file.write_text(API)
    ran = cli("import", "openapi", file, "--out", "inv")
    assert ran.code == 0, ran.err
    found = operations(cli.here / "inv", "pet-shop")
    assert {name: each["effect"] for name, each in found.items()} == {
        "listPets": "read",
        "createPet": "write",
        "delete-pets-id": "delete",
    }
    assert found["createPet"]["requires"] == ["pets:write"]
    assert found["listPets"]["requires"] == ["pets"]
    assert found["createPet"]["idempotency"]["key"] == {"carrier": "header", "name": "Idempotency-Key"}
    assert rules(cli, cli.here / "inv") == {"unknown-cell"}


CATALOGUE = """
apiVersion: backstage.io/v1alpha1
kind: Group
metadata:
  name: payments
  annotations: {pagerduty.com/service-id: P1, pagerduty.com/integration-key: abcdefabcdefabcdefabcdefabcdefab}
spec: {type: team, profile: {displayName: Payments, email: payments@example.com}, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: System
metadata: {name: Billing, description: Sends bills. And more.}
spec: {owner: group:payments}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: billing}
spec: {owner: user:dana}
"""


def test_a_catalogue_gives_teams_systems_and_who_is_paged(cli) -> None:
    folder = cli.here / "catalog"
    folder.mkdir()
    (folder / "all.yaml").write_text(CATALOGUE)
    ran = cli("import", "backstage", folder, "--out", "inv")
    assert ran.code == 0, ran.err
    team = entity(cli.here / "inv" / "teams" / "payments.yaml")
    assert team["on_call"] == {"rotation": "PagerDuty service P1", "reaches_human": "unknown"}
    system = entity(cli.here / "inv" / "systems" / "billing.yaml")
    assert (system["owner"], system["summary"]) == ("payments", "Sends bills.")
    assert "abcdefabcdef" not in ran.out
    assert "owned by a person" in " ".join(ran.out.split())
    assert "integration key" in " ".join(ran.out.split())
    assert rules(cli, cli.here / "inv") == {"unknown-cell"}


def test_a_catalogue_fills_holes_only(cli) -> None:
    (cli.here / "all.yaml").write_text(CATALOGUE)
    folder = cli.here / "inv"
    (folder / "t").mkdir(parents=True)
    mine = (
        "# ours\napiVersion: blastradius/v1\nkind: Team\nid: payments\non_call: unknown # ask\nlead: Dana # and Kim\n"
    )
    (folder / "t" / "teams.yaml").write_text(mine)
    assert cli("import", "backstage", "all.yaml", "--out", "inv").code == 0
    assert (folder / "t" / "teams.yaml").read_text() == mine.replace(
        "on_call: unknown #", "on_call: {rotation: PagerDuty service P1, reaches_human: unknown} #"
    )


def test_thousands_of_tools_are_quick(cli) -> None:
    many = [tool(f"tool_{number}", {"a": TEXT, "b": TEXT}, **WRITES) for number in range(3000)]
    folder, _ = imported(cli, *many)
    imported(cli, *many, tool("one_more", **READS))
    assert len(rows(folder)) == 3001


def test_every_real_registry_is_imported_and_lints(cli, shared) -> None:
    for file in sorted((*shared.glob("mcp/*.json"), *shared.glob("mcp_old/*.json"))):
        ran = cli("import", "mcp", file, "--system", "it", "--agent", "bot", "--out", "inv")
        assert ran.code == 0, (file.name, ran.err)
        before = {each: each.read_bytes() for each in (cli.here / "inv").rglob("*.*") if each.is_file()}
        cli("import", "mcp", file, "--system", "it", "--agent", "bot", "--out", "inv", "--now", "2030-01-01")
        assert before == {each: each.read_bytes() for each in before}, file.name
        assert rules(cli, cli.here / "inv") - {"free-code"} == {"unknown-cell"}, file.name
        assert cli("lint", "inv", "--fail-on", "error").code == 0, file.name
        for each in before:
            each.unlink()


def test_the_interface_of_slack_and_the_catalogue_of_backstage(cli, shared) -> None:
    slack = shared / "openapi" / "slack_web_openapi_v2_without_examples.json"
    ran = cli("import", "openapi", slack, "--system", "slack", "--out", "inv")
    assert ran.code == 0, ran.err
    found = operations(cli.here / "inv", "slack")
    assert len(found) == 174
    assert "name several scopes" in " ".join(ran.out.split())
    assert "send" in found["chat_postMessage"]["effect"]
    assert "delete" in found["chat_delete"]["effect"]
    assert found["chat_postMessage"]["requires"] == ["chat:write:bot", "chat:write:user"]
    assert found["chat_unfurl"]["requires"] == ["links:write"]
    assert cli("import", "backstage", shared / "catalogs", "--out", "inv").code == 0
    assert rules(cli, cli.here / "inv") == {"unknown-cell"}


def test_it_goes_where_the_inventory_is_and_not_into_several(cli, shop) -> None:
    file = saved(cli.here / "tools.json", tool("look", **READS))
    words = ("import", "mcp", file, "--system", "stripe", "--agent", "support-bot")
    before = (shop / "stripe.yaml").read_text()
    ran = cli(*words, "--out", ".")
    assert ran.code == 2
    assert "--out shop" in ran.err
    assert cli(*words, env={"BLASTRADIUS_INVENTORY": "shop"}).code == 0
    assert (shop / "stripe.yaml").read_text() != before
    assert cli(*words[:3], "--agent", "fresh").code == 0
    assert (cli.here / "inventories" / "agents" / "fresh.yaml").is_file()


def test_a_catalogue_in_a_repository_of_other_yaml(cli) -> None:
    folder = cli.here / "repository"
    folder.mkdir()
    (folder / "catalog-info.yaml").write_text(CATALOGUE)
    (folder / "helm.yaml").write_text("{{ if .Values.x }}\na: {{ .Values.y }}\n{{ end }}\n")
    (folder / "latin.yaml").write_bytes(b"a: \xe9\n")
    ran = cli("import", "backstage", folder, "--out", "inv")
    assert ran.code == 3, "one file could hold more, and could not be read"
    assert "latin.yaml" in ran.out
    assert "helm.yaml" not in ran.out
    assert (cli.here / "inv" / "systems" / "billing.yaml").is_file()


def test_two_agents_share_the_operations_of_a_system(cli) -> None:
    folder, _ = imported(cli, tool("look", **READS))
    before = (folder / "systems" / "docs.yaml").read_bytes()
    words = ("import", "mcp", "tools.json", "--system", "docs", "--out", "inv", "--agent", "other")
    assert cli(*words).code == 0
    assert (folder / "systems" / "docs.yaml").read_bytes() == before
    assert rows(folder, "other")[0]["operation"] == "docs/look"


NESTED = {"type": "object", "properties": {"r": {"type": "object", "properties": {"sql": {"type": "string"}}}}}
REFERRED = {"type": "object", "properties": {"r": {"$ref": "#/$defs/q"}}, "$defs": {"q": NESTED["properties"]["r"]}}
LISTED = {"type": "object", "properties": {"r": {"type": "array", "items": NESTED["properties"]["r"]}}}
CHOICE = {"type": "object", "properties": {"action": {"anyOf": [{"const": "get"}, {"const": "delete"}]}}}
FORMULA = {
    "type": "object",
    "properties": {"page": {"type": "object", "properties": {"expression": {"type": "string"}}}},
}


@pytest.mark.parametrize(
    ("schema", "effect"),
    [(NESTED, "execute"), (REFERRED, "execute"), (LISTED, "execute"), (CHOICE, "delete"), (FORMULA, "read")],
    ids=["nested", "referred", "listed", "choice", "formula"],
)
def test_what_a_parameter_inside_of_another_shows_is_seen(cli, schema, effect) -> None:
    folder, _ = imported(cli, {"name": "q", "inputSchema": schema, "annotations": {"readOnlyHint": True}})
    assert f"effect: {effect} " in next(folder.rglob("systems/*.yaml")).read_text()


def test_a_tool_that_shows_more_than_people_wrote_is_said(cli) -> None:
    plain = {"name": "q", "inputSchema": {"type": "object"}, "annotations": {"readOnlyHint": True}}
    folder, _ = imported(cli, plain)
    by_people(folder)
    for _ in range(2):
        _, ran = imported(cli, plain | {"inputSchema": NESTED})
        said = " ".join(ran.out.split())
        assert "`q`: `sql` in its schema says `execute`, and what is written says `read`" in said
    assert operations(folder, "docs")["q"]["effect"] == "read"


def test_a_claim_that_is_withdrawn_is_said_where_people_relied_on_it(cli) -> None:
    folder, _ = imported(cli, tool("q", **READS))
    by_people(folder)
    _, ran = imported(cli, tool("q"))
    said = " ".join(ran.out.split())
    assert "`q`: its hints leave `write` and `delete` open, and what is written says `read`" in said
    _, ran = imported(cli, tool("q"))
    assert "To look at" not in ran.out


def by_people(folder: Path) -> None:
    """Take what an import says of its own cells out of a system."""
    file = folder / "systems" / "docs.yaml"
    file.write_text(file.read_text().replace(" # readOnlyHint: true, a claim", " # asked Kim"))


def test_servers_without_their_tools_leave_the_tools_unknown(cli) -> None:
    (cli.here / "client.json").write_text(json.dumps({"mcpServers": {"files": {"command": "some-server"}}}))
    assert cli("import", "mcp", "client.json", "--system", "s", "--agent", "bot", "--out", "inv").code == 3
    assert "tools: unknown" in (cli.here / "inv" / "agents" / "bot.yaml").read_text()


AGENT = "apiVersion: blastradius/v1\nkind: Agent\nid: bot\nstatus: live\nowner: unknown\n"


def test_the_comment_of_the_last_row_of_a_flow_list_stays_with_it(cli) -> None:
    folder = cli.here / "inv"
    folder.mkdir()
    row = '  {name: old, operation: none, because: "x"} # do not use\n'
    (folder / "bot.yaml").write_text(f"{AGENT}tools: [\n{row}]\n")
    file = saved(cli.here / "tools.json", tool("a"), tool("b"))
    assert cli("import", "mcp", file, "--system", "s", "--agent", "bot", "--out", "inv").code == 0
    text = (folder / "bot.yaml").read_text()
    assert '"x"}, # do not use\n  {name: a' in text


def test_a_comment_inside_of_an_empty_list_is_not_lost(cli) -> None:
    folder = cli.here / "inv"
    folder.mkdir()
    text = f"{AGENT}tools: [\n  # ask Bob first\n]\n"
    (folder / "bot.yaml").write_text(text)
    ran = cli(
        "import", "mcp", saved(cli.here / "tools.json", tool("a")), "--system", "s", "--agent", "bot", "--out", "inv"
    )
    assert ran.code == 3
    assert "block style" in ran.err
    assert (folder / "bot.yaml").read_text() == text


def test_a_tool_that_is_called_unknown_gets_one_row(cli) -> None:
    tools = (tool("unknown", **READS), tool("a", **READS))
    folder, _ = imported(cli, *tools)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    _, ran = imported(cli, *tools)
    assert "Nothing to write" in ran.out
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
    assert cli("drift", "mcp", "tools.json", "--system", "docs", "--agent", "bot", "-i", "inv").code == 0


@pytest.mark.parametrize(
    "reworded",
    [
        "  # gone: the registry has no such tool any more (blastradius import) - Kim asks them",
        "  # looked at by Kim\n  # gone: the registry has no such tool any more (blastradius import)",
        "  # gone: the registry has no such tool any more (blastradius import)\n\n  # looked at by Kim",
        "  # gone: Kim says for good",
    ],
)
def test_a_mark_that_people_changed_is_neither_put_again_nor_left_stale(cli, reworded) -> None:
    folder, _ = imported(cli, tool("a", **READS), tool("b", **READS))
    file = folder / "agents" / "bot.yaml"
    imported(cli, tool("b", **READS))
    mark = next(line for line in file.read_text().splitlines() if "# gone: " in line)
    file.write_text(file.read_text().replace(mark, reworded))
    edited = file.read_text()
    _, ran = imported(cli, tool("b", **READS))
    assert file.read_text() == edited
    assert "1 × gone from the registry, marked: a" in ran.out
    _, ran = imported(cli, tool("a", **READS), tool("b", **READS))
    said = " ".join(ran.out.split())
    if "for good" in reworded:
        assert file.read_text() == edited, "words of people stay"
        assert "bot.yaml:12: `a` is registered again" in said
    else:
        assert "# gone" not in file.read_text()
        assert ("Kim" in file.read_text()) == ("Kim" in reworded)
        assert "is registered again" not in said


def test_a_row_that_takes_no_mark_is_not_told_as_marked(cli) -> None:
    folder = cli.here / "inv"
    folder.mkdir()
    row = f"{{name: old, operation: none, because: x, schema_sha256: '{'0' * 64}', server: s}}"
    (folder / "bot.yaml").write_text(f"{AGENT}tools: [{row}]\n")
    file = saved(cli.here / "tools.json", tool("a", **READS))
    words = ("import", "mcp", file, "--system", "s", "--agent", "bot", "--out", "inv", "--server", "s")
    for _ in range(2):
        ran = cli(*words)
        assert ran.code == 0, ran.err
        assert "marked: old" not in ran.out
        assert "takes no comment: it is not marked" in " ".join(ran.out.split())


def test_an_operation_that_an_interface_has_no_more_is_marked_too(cli) -> None:
    file = cli.here / "api.yaml"
    file.write_text(API)
    words = ("import", "openapi", file, "--out", "inv")
    assert cli(*words).code == 0
    system = cli.here / "inv" / "systems" / "pet-shop.yaml"
    before = system.read_text()
    system.write_text(before.replace("operations:", "operations:\n  - {id: ours, effect: read}"))
    file.write_text(API.replace("listPets", "allPets"))
    for _ in range(2):
        ran = cli(*words)
        assert ran.code == 0, ran.err
        lines = system.read_text().splitlines()
        assert [lines[at + 1].strip() for at, line in enumerate(lines) if "# gone: " in line] == ["- id: listPets"]
    file.write_text(API)
    assert cli(*words).code == 0
    lines = system.read_text().splitlines()
    assert [lines[at + 1].strip() for at, line in enumerate(lines) if "# gone: " in line] == ["- id: allPets"]


CLASHES = """
{apiVersion: backstage.io/v1, kind: Component, metadata: {name: billing, namespace: one}, spec: {owner: group:one/pay}}
---
{apiVersion: backstage.io/v1, kind: Component, metadata: {name: billing, namespace: two}, spec: {owner: one.pay}}
---
{apiVersion: backstage.io/v1, kind: System, metadata: {name: billing}, spec: {owner: group:one.pay}}
---
{apiVersion: backstage.io/v1, kind: API, metadata: {name: Billing}, spec: {owner: group:one.pay}}
---
{apiVersion: backstage.io/v1, kind: API, metadata: {name: billing}, spec: {owner: group:one.pay}}
---
{apiVersion: backstage.io/v1, kind: Group, metadata: {name: one.pay}, spec: {}}
---
{apiVersion: backstage.io/v1, kind: Resource, metadata: {name: "!!"}, spec: {}}
"""


def test_entities_whose_names_clash_are_all_taken_under_names_of_their_own(cli) -> None:
    (cli.here / "c.yaml").write_text(CLASHES)
    ran = cli("import", "backstage", "c.yaml", "--out", "inv")
    assert ran.code == 0, ran.err
    systems, teams = ({file.stem for file in (cli.here / "inv" / each).iterdir()} for each in ("systems", "teams"))
    assert systems == {"billing", "billing-component", "two.billing", "billing-api"}
    assert teams == {"one.pay", "one.pay-group", "two.one.pay"}
    said = " ".join(ran.out.split())
    assert "`component:two/billing` is called `two.billing` here: `billing` is another" in said
    assert "`api:default/billing` is described twice; the first one counts" in said
    assert "no name that can be an id" in said
    assert entity(cli.here / "inv" / "systems" / "billing-component.yaml")["owner"] == "one.pay-group"
    (cli.here / "c.yaml").write_text("\n---\n".join(reversed(CLASHES.split("\n---\n"))))
    assert "Nothing to write" in cli("import", "backstage", "c.yaml", "--out", "inv").out
    assert cli("drift", "backstage", "c.yaml", "-i", "inv").code == 0


def test_what_import_has_masked_is_no_secret_to_lint(cli) -> None:
    url = "https://admin:hunter2pw@example.com/x"
    text = f"Asks {url} with token=" + "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8 for it"
    folder, _ = imported(cli, tool("a", **READS) | {"description": text})
    (cli.here / "c.yaml").write_text(
        "apiVersion: backstage.io/v1\nkind: System\nmetadata:\n  name: billing\n"
        f"  description: {url}\n  links: [{{url: '{url}'}}, {{url: 'https://example.com/y', title: Y}}]\nspec: {{}}\n"
    )
    ran = cli("import", "backstage", "c.yaml", "--out", "inv")
    assert "holds what looks like a secret, and was not taken" in " ".join(ran.out.split())
    system = entity(folder / "systems" / "billing.yaml")
    assert system["links"] == [{"title": "Y", "url": "https://example.com/y"}]
    assert "hunter2pw" not in "".join(each.read_text() for each in folder.rglob("*.yaml"))
    assert rules(cli, folder) == {"unknown-cell"}


def test_a_credential_that_is_not_there_is_said(cli, shop) -> None:
    file = saved(cli.here / "tools.json", tool("look", **READS))
    words = ("import", "mcp", file, "--system", "stripe", "--agent", "support-bot", "--out")
    before = {each: each.read_bytes() for each in shop.rglob("*") if each.is_file()}
    ran = cli(*words, "shop", "--credential", "stripe-kye")
    assert ran.code == 2
    assert "there is no credential `stripe-kye`" in ran.err
    assert "did you mean `stripe-key`" in ran.err
    assert {each: each.read_bytes() for each in shop.rglob("*") if each.is_file()} == before
    with (shop / "credentials.yaml").open("a") as more:
        more.write("---\napiVersion: blastradius/v1\nkind: Credential\nid: other-key\ntype: api-key\nowner: payments\n")
    ran = cli(*words, "shop", "--credential", "other-key")
    assert ran.code == 0
    assert "`other-key` has no grant on stripe" in " ".join(ran.out.split())
    ran = cli(*words, "new", "--credential", "stripe-key")
    assert ran.code == 0
    assert "no credential `stripe-key` is written yet" in " ".join(ran.out.split())


def test_a_server_that_no_row_has_is_said(cli) -> None:
    file = saved(cli.here / "tools.json", tool("search", **READS))
    words = ("mcp", file, "--system", "docs", "--agent", "bot")
    assert cli("import", *words, "--out", "inv", "--server", "github").code == 0
    ran = cli("drift", *words, "-i", "inv", "--server", "gihub")
    assert ran.code == 1
    assert "no row has the server `gihub`; did you mean `github`?" in " ".join(ran.out.split())
    assert "there are `github`" in cli("drift", *words[:4], "-i", "inv", "--server", "slack").out
    ran = cli("import", *words, "--out", "inv", "--server", "gihub", "--dry-run")
    assert "did you mean `github`?" in " ".join(ran.err.split())
    assert "did you mean" not in cli("import", *words, "--out", "inv", "--server", "slack", "--dry-run").err


def test_one_server_of_a_configuration_can_be_chosen(cli) -> None:
    servers = {each: {"command": each, "tools": [tool(f"{each}_it", **READS)]} for each in ("github", "slack")}
    (cli.here / "client.json").write_text(json.dumps({"mcpServers": servers}))
    words = ("import", "mcp", "client.json", "--system", "x", "--agent", "bot", "--out", "inv", "--server")
    assert cli(*words, "slack").code == 0
    assert [each["name"] for each in rows(cli.here / "inv")] == ["slack_it"]
    ran = cli(*words, "gihub")
    assert ran.code == 2
    assert "`client.json` has no server `gihub`" in ran.err
    assert "did you mean `github`?" in ran.err


def test_comments_in_the_configuration_of_an_editor_are_read_over(cli) -> None:
    text = """{
  // the ones we use
  "servers": {
    "remote": {"type": "http", "url": "https://mcp.example.com/x"}, /* and, */
    "files": {"command": "some-server", "args": ["//", "/*", ",}"],},
  },
}"""
    (cli.here / "mcp.json").write_text(text)
    ran = cli("import", "mcp", "mcp.json", "--agent", "bot", "--out", "inv")
    assert ran.code == 3
    assert {each.stem for each in (cli.here / "inv" / "systems").iterdir()} == {"remote", "files"}
    (cli.here / "mcp.json").write_text(text.replace('"servers"', "servers"))
    ran = cli("import", "mcp", "mcp.json", "--agent", "bot", "--out", "inv")
    assert "is not JSON: Expecting property name" in ran.err


@pytest.mark.parametrize("source", ["mcp", "openapi", "backstage"])
def test_a_registry_can_be_piped_in(cli, source) -> None:
    text = {"mcp": json.dumps({"tools": [tool("a", **READS)]}), "openapi": API, "backstage": CATALOGUE}[source]
    words = (source, "-") + (("--system", "docs", "--agent", "bot") if source == "mcp" else ())
    ran = cli("import", *words, "--out", "inv", stdin=text.encode())
    assert ran.code == 0, ran.err
    assert "from stdin" in ran.out
    words += ("--system", "pet-shop") if source == "openapi" else ()
    ran = cli("drift", *words, "-i", "inv", stdin=text.encode())
    assert ran.code == 0, ran.out
    ran = cli("import", *words, "--out", "inv", stdin=b"\xff")
    assert ran.code == 3
    assert "is not UTF-8" in ran.err


def test_the_same_name_on_two_servers_among_thousands(cli) -> None:
    for server in ("one", "two"):
        listed = [tool(f"tool_{number}", {"a": TEXT, server: TEXT}, **WRITES) for number in range(5000)]
        file = saved(cli.here / f"{server}.json", *listed)
        words = ("mcp", file, "--system", "docs", "--agent", "bot", "--server", server)
        assert cli("import", *words, "--out", "inv").code == 0
        ran = cli("drift", *words, "-i", "inv", "--format", "json")
        assert (ran.code, ran.json["unlisted"], ran.json["gone"], ran.json["changed"]) == (0, [], [], [])
    assert len(rows(cli.here / "inv")) == 10_000
