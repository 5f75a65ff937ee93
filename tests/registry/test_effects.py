"""Which effect a registered tool gets, and whether the effect that people wrote still covers it. The real binary."""

import json
from typing import Any

from .registries import READS, TEXT, WRITES, hints, saved, tool
from .test_import import operations

CODE_NAMES = (
    *("python_code", "pythonCode", "jsCode", "user_code", "powershell", "soql", "kql", "gremlin", "graphql_query"),
    *("command_line", "cmdline", "argv", "exec", "eval"),
)
NO_CODE_NAMES = ("country_code", "zipCode", "promo_code", "query", "line", "args", "go", "code_review")
CODE_TEXTS = ("Python code to execute", "The SQL to run", "A bash command", "SQL query", "the command to be executed")
NO_CODE_TEXTS = ("Text to look for", "The name of the SQL file", "SQL query name", "A command of the menu")


def inside(parameter: str, name: str, *, listed: bool = False, said: str = "") -> dict[str, Any]:
    inner = {"type": "object", "properties": {name: {"type": "string", "description": said}}}
    return {parameter: {"type": "array", "items": inner} if listed else inner}


def test_free_code_is_known_by_name_place_and_description(cli) -> None:
    runs = {
        **{f"named_{each}": {each: TEXT} for each in CODE_NAMES},
        **{f"told_{number}": {"input": {**TEXT, "description": each}} for number, each in enumerate(CODE_TEXTS)},
        "in_options": inside("opts", "code"),
        "in_files": inside("files", "code", listed=True),
    }
    runs_not = {
        **{f"named_{each}": {each: TEXT} for each in NO_CODE_NAMES},
        **{f"untold_{number}": {"input": {**TEXT, "description": each}} for number, each in enumerate(NO_CODE_TEXTS)},
        "in_price": inside("price", "code"),
        "in_input": inside("input", "code", said="ISO currency code"),
        "oauth_token": {"code": TEXT},
    }
    tools = [tool(f"x_{name}", properties, **WRITES) for name, properties in (runs | runs_not).items()]
    ran = cli("import", "mcp", saved(cli.here / "t.json", *tools), "--system", "docs", "--out", "inv")
    assert ran.code == 0, ran.err
    found = operations(cli.here / "inv", "docs")
    executes = {name.removeprefix("x_") for name, each in found.items() if "execute" in each["effect"]}
    assert executes == set(runs)


def test_the_interpreter_of_the_vendor_runs_code(cli) -> None:
    (cli.here / "t.json").write_text(json.dumps({"tools": [{"type": "code_interpreter"}, {"type": "web_search"}]}))
    assert cli("import", "openai", "t.json", "--system", "docs", "--out", "inv").code == 0
    found = operations(cli.here / "inv", "docs")
    assert "execute" in found["code_interpreter"]["effect"]
    assert "execute" not in found["web_search"]["effect"]


def query(*names: str) -> list[dict[str, Any]]:
    return [{"name": each, "in": "query", "schema": TEXT} for each in names]


HTTP: list[tuple[str, str, dict[str, Any], Any]] = [
    ("get", "/g", {"parameters": query("sql")}, "execute"),
    ("get", "/users/{id}/delete", {"summary": "Delete a user"}, "delete"),
    ("get", "/payments/refund", {}, "pay"),
    ("get", "/orders/{id}/refund", {"summary": "Retrieve the refund"}, "read"),
    ("get", "/rows", {"summary": "Deletes every row"}, "delete"),
    ("get", "/roles", {}, "read"),
    ("get", "/jobs", {"summary": "Starts a session"}, "read"),
    ("get", "/mail", {"parameters": query("to", "text")}, "read"),
    ("get", "/state", {"operationId": "getDeleteStatus"}, "read"),
    ("get", "/a.list", {"operationId": "admin_inviteRequests_list", "summary": "List all pending requests."}, "read"),
    ("get", "/b", {"operationId": "delete_list", "summary": "A list"}, "delete"),
    ("post", "/a", {"summary": "Permanently delete all data"}, ["write", "delete"]),
    ("post", "/b", {"summary": "Send an SMS"}, ["write", "send"]),
    ("post", "/c", {"summary": "Grant a role"}, ["write", "grant"]),
    ("post", "/d", {"summary": "Execute arbitrary code"}, ["write", "execute"]),
    ("post", "/e", {"summary": "Charge a card"}, ["write", "pay"]),
    ("post", "/f", {"summary": "Lists users"}, "write"),
]


def test_an_operation_is_the_worst_of_method_path_words_and_input(cli) -> None:
    paths: dict[str, Any] = {}
    for number, (method, path, more, _) in enumerate(HTTP):
        paths[f"/v{number}{path}"] = {method: {"operationId": None, **more}}
    (cli.here / "api.json").write_text(json.dumps({"openapi": "3.0.0", "info": {"title": "x"}, "paths": paths}))
    ran = cli("import", "openapi", "api.json", "--system", "shop", "--out", "inv")
    assert ran.code == 0, ran.err
    found = [each["effect"] for each in operations(cli.here / "inv", "shop").values()]
    assert found == [effect for *_, effect in HTTP]
    said = " ".join(ran.out.split())
    assert "is a GET, but `sql` in its input says `execute`: written as that, not as `read`" in said


def test_the_effect_that_is_written_is_held_against_what_is_registered(cli) -> None:
    tools = [
        tool("ask", {"sql": TEXT}),
        tool("clear_all", **hints(destructiveHint=True)),
        tool("look", **READS),
        tool("unsaid"),
        tool("change", {"python_code": TEXT}, **WRITES),
    ]
    file = saved(cli.here / "t.json", *tools)
    words = ("--system", "docs", "--agent", "bot")
    assert cli("import", "mcp", file, *words, "--out", "inv").code == 0
    assert cli("drift", "mcp", file, *words, "-i", "inv").code == 0
    written = cli.here / "inv" / "systems" / "docs.yaml"
    for number, line in enumerate(lines := written.read_text().splitlines()):
        if line.lstrip().startswith("effect:"):
            name = next(each for each in reversed(lines[:number]) if "- id:" in each)
            lines[number] = f"    effect: {'write' if 'change' in name else 'read'}"
    written.write_text("\n".join(lines) + "\n")
    for held in (words, words[:2]):
        ran = cli("drift", "mcp", file, *held, "-i", "inv", "--format", "json")
        assert ran.code == 1
        assert [(each["tool"], each["what"], each["severity"], each["message"]) for each in ran.json["changed"]] == [
            ("ask", "effect", "error", "`sql` in its input says `execute`, and `read` is written"),
            ("change", "effect", "error", "`python_code` in its input says `execute`, and `write` is written"),
            ("clear_all", "effect", "error", "it claims `destructiveHint: true`, and `read` is written"),
            ("clear_all", "effect", "error", "its name says `delete`, and `read` is written"),
        ]
        assert all(each["where"].startswith("inv/systems/docs.yaml:") for each in ran.json["changed"])


MEANT = {
    "place_order": "write, pay",
    "submit_order": "write, pay",
    "place_trade": "write, pay",
    "execute_trade": "write, pay",
    "create_withdrawal": "write, pay",
    "top_up": "write, pay",
    "send_money": "write, send, pay",
    "book_flight": "write, pay",
    "PostTransfers": "write, pay",
    "transfer_repository": "write",
    "transfer_issue": "write",
    "subscribe": "write",
    "git_checkout": "write",
    "create_test_run": "write",
    "cancel_workflow_run": "write, delete",
    "review_gates_for_run": "write",
    "rerequest_run": "write",
    "run_job": "write, execute",
    "create_and_run": "write, execute",
    "create_mail_folder": "write",
    "delete_mail_message": "write, delete",
    "update_mail_rule": "write",
    "create_message": "write, send",
    "create_message_in_channel": "write, send",
    "forward_calendar_event": "write, send",
    "port_forward": "write",
    "promote_user_to_be_site_administrator": "write, grant",
    "set_membership_for_user": "write, grant",
    "create_deploy_key": "write, grant",
    "create_public_ssh_key": "write, grant",
    "create_impersonation_o_auth_token": "write, grant",
    "add_group_owner": "write, grant",
    "create_api_key": "write, grant",
    "make_public": "write, grant",
}


def written_effects(cli, tools: list[dict[str, Any]]) -> dict[str, str]:
    ran = cli("import", "mcp", saved(cli.here / "t.json", *tools), "--system", "docs", "--out", "inv")
    assert ran.code == 0, ran.err
    return {
        name: ", ".join(each["effect"]) if isinstance(each["effect"], list) else each["effect"]
        for name, each in operations(cli.here / "inv", "docs").items()
    }


def test_words_of_a_name_are_read_together(cli) -> None:
    claimed = hints(readOnlyHint=False, destructiveHint=False)
    assert written_effects(cli, [tool(each, **claimed) for each in MEANT]) == MEANT


DOUBTED = {
    "place_order": "pay",
    "book_flight": "pay",
    "create_payment": "write, pay",
    "rotate_key": "write",
    "trigger_build": "write",
    "terraform_apply": "write",
    "sync": "write",
    "mark_as_read": "write",
}
BELIEVED = ("estimate_charge", "explain_code", "lint_code", "get_sync_status", "trigger_long_running_operation", "add")


def test_a_claim_to_read_is_doubted_for_what_the_name_does_and_for_nothing_else(cli) -> None:
    events = {"action": {"type": "string", "enum": ["assigned", "member_access_requested", "merge_train_removed"]}}
    tools = [tool(each, **READS) for each in DOUBTED]
    tools += [tool(each, {"code": TEXT} if each.endswith("code") else {}, **READS) for each in BELIEVED]
    tools += [tool("list_todos", events, **READS), tool("fetch_bytes", {"outputPath": TEXT}, **READS)]
    tools += [tool("graphql", {"query": TEXT}, **READS), tool("explore_graphql_schema", {"query": TEXT}, **READS)]
    for each in tools:
        each["description"] = "Adds two numbers." if each["name"] == "add" else ""
    found = written_effects(cli, tools)
    assert {name: found[name] for name in DOUBTED} == DOUBTED
    assert {name: found[name] for name in BELIEVED} == dict.fromkeys(BELIEVED, "read")
    others = {"list_todos": "read", "fetch_bytes": "write", "graphql": "execute", "explore_graphql_schema": "read"}
    assert {name: found[name] for name in others} == others


CHOSEN = {
    "remove_unused": "delete",
    "purge_expired": "delete",
    "send_embed": "send",
    "create_feed": "write",
    "set_embed": "write",
    "setEmbed": "write",
    "refund_disputed": "pay",
}


def test_what_a_list_chooses_is_done_also_where_its_word_ends_like_an_event(cli) -> None:
    listed = {f"tool{number}": each for number, each in enumerate(CHOSEN)}
    tools = [tool(name, {"action": {"enum": ["get", each]}}, **READS) for name, each in listed.items()]
    assert written_effects(cli, tools) == {name: CHOSEN[each] for name, each in listed.items()}


def test_what_is_said_of_numbers_excuses_their_sum_and_nothing_else(cli) -> None:
    names = ("delete_record", "send_email", "add_phone", "create_invoice", "calculator_add", "sum_numbers")
    tools = [tool(each, **READS) for each in names]
    for each in tools:
        each["description"] = "Adds the numbers."
    found = written_effects(cli, tools)
    assert [found[each] for each in names] == ["delete", "send", "write", "write, pay", "read", "read"]


def test_a_pipeline_of_any_stages_may_replace_a_collection(cli) -> None:
    stage = {"type": "object", "additionalProperties": True, "properties": {}}
    known = {"type": "object", "properties": {"$match": {"type": "object"}}, "additionalProperties": False}
    listed = {
        "aggregate": {"type": "array", "items": stage},
        "aggregate_more": {"type": "array", "items": {"anyOf": [known, stage]}},
        "aggregate_known": {"type": "array", "items": known},
        "get_build": {"type": "string"},
    }
    found = written_effects(cli, [tool(name, {"pipeline": each}, **READS) for name, each in listed.items()])
    assert found == {
        "aggregate": "write, delete",
        "aggregate_more": "write, delete",
        "aggregate_known": "read",
        "get_build": "read",
    }


def test_what_is_typed_into_a_terminal_is_run(cli) -> None:
    typed = tool("interact_with_process", {"input": TEXT}, **WRITES)
    typed["description"] = "Send input to an existing terminal or REPL process."
    told = tool("interact_with_form", {"input": TEXT}, **WRITES)
    assert written_effects(cli, [typed, told]) == {
        "interact_with_process": "write, execute",
        "interact_with_form": "write",
    }


def test_tools_of_vendors_that_run_code_are_known_by_name(cli) -> None:
    for source, request in {
        "anthropic": [
            {"type": "code_execution_20250825", "name": "code_execution"},
            {"type": "computer_20250124", "name": "computer"},
        ],
        "openai": [{"type": "computer_use_preview"}, {"type": "code_interpreter"}],
    }.items():
        (cli.here / "t.json").write_text(json.dumps({"tools": request}))
        assert cli("import", source, "t.json", "--system", source, "--out", source).code == 0
        assert all("execute" in each["effect"] for each in operations(cli.here / source, source).values())


def test_another_version_of_a_tool_of_the_vendor_is_a_change_of_risk(cli) -> None:
    kept = cli.here / "inv" / "registries" / "bot" / "anthropic.docs.json"
    words = ("--system", "docs", "--agent", "bot")

    def request(version: str) -> str:
        own = {"type": "custom", "name": "find", "input_schema": {"type": "object"}}
        (cli.here / "t.json").write_text(json.dumps({"tools": [{"type": version, "name": "bash"}, own]}))
        return "t.json"

    assert cli("import", "anthropic", request("bash_20241022"), *words, "--out", "inv").code == 0
    assert cli("drift", "anthropic", "t.json", *words, "-i", "inv").code == 0
    for given in (words, words[:2]):
        ran = cli("drift", "anthropic", request("bash_20250124"), *given, "-i", "inv", "--format", "json")
        assert ran.code == 1
        (change,) = ran.json["changed"]
        assert (change["tool"], change["severity"]) == ("bash", "error")
        assert (change["before"], change["after"]) == ("bash_20241022", "bash_20250124")
    kept.write_text(kept.read_text().replace(',"vendor_type":"bash_20241022"', ""))
    for given in (words, words[:2]):
        ran = cli("drift", "anthropic", "t.json", *given, "-i", "inv", "--format", "json")
        assert (ran.code, ran.json["complete"]) == (3, False)
        assert any("of which nobody kept the version" in each for each in ran.json["remarks"])
    kept.unlink()
    assert cli("drift", "anthropic", "t.json", *words, "-i", "inv").code == 3
    ran = cli("import", "anthropic", request("bash_20241022"), *words, "--out", "inv")
    assert ran.code == 0
    ran = cli("import", "anthropic", request("bash_20250124"), *words, "--out", "inv")
    assert "changed in risk: `bash`" in ran.out
    assert cli("drift", "anthropic", "t.json", *words, "-i", "inv").code == 0


def test_the_word_of_a_path_is_no_program_and_no_act_where_all_else_reads(cli) -> None:
    path = {"name": "code", "in": "path", "required": True, "schema": TEXT}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Forge"},
        "paths": {
            "/manifests/{code}/conversions": {"post": {"operationId": "create-from-manifest", "parameters": [path]}},
            "/pulls/merge": {"get": {"operationId": "check-if-merged", "summary": "Check if it has been merged"}},
        },
    }
    (cli.here / "t.json").write_text(json.dumps(document))
    assert cli("import", "openapi", "t.json", "--system", "docs", "--out", "inv").code == 0
    found = operations(cli.here / "inv", "docs")
    assert {name: each["effect"] for name, each in found.items()} == {
        "create-from-manifest": "write",
        "check-if-merged": "read",
    }
