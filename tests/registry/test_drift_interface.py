"""What an HTTP operation has beside its body: headers, what opens it, where it is sent. The real binary."""

import json
from copy import deepcopy
from typing import Any

import pytest

from .registries import TEXT
from .test_drift import changes

WORDS = ("--system", "shop", "-i", "inv", "--format", "json")
KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": TEXT}
IDS = [
    {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[a-z]+$"}},
    {"name": "id", "in": "query", "schema": {"type": "string", "enum": ["a"]}},
]
JSON = {"application/json": {"schema": {"type": "object", "properties": {"amount": {"type": "integer"}}}}}


def api(**changed: Any) -> dict[str, Any]:
    operation = {
        "operationId": "makeOrder",
        "security": [{"key": []}],
        "parameters": [KEY, *IDS],
        "requestBody": {"content": JSON},
        **{name: value for name, value in changed.items() if name not in {"path", "servers"}},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop"},
        "servers": changed.get("servers", [{"url": "https://api.example.com/v1"}]),
        "paths": {changed.get("path", "/orders/{id}"): {"post": operation}},
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    }


def saved(cli, name: str, document: dict[str, Any]) -> None:
    (cli.here / name).write_text(json.dumps(document), encoding="utf-8")


def imported(cli) -> None:
    saved(cli, "old.json", api())
    ran = cli("import", "openapi", "old.json", "--out", "inv")
    assert ran.code == 0, ran.err


def drift(cli, *words: str, **changed: Any):
    saved(cli, "new.json", api(**changed))
    return cli("drift", "openapi", "new.json", *WORDS, *words)


def with_parameter(*more: dict[str, Any]) -> list[dict[str, Any]]:
    return [KEY, *deepcopy(IDS), *more]


LOOSE_PATH = [KEY, {**IDS[0], "schema": TEXT}, IDS[1]]
LOOSE_QUERY = [KEY, IDS[0], {**IDS[1], "schema": {"type": "string", "enum": ["a", "b"]}}]
MORE = {**JSON, "text/plain": {"schema": TEXT}}


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"parameters": IDS}, ("input-schema", "error", "`header.Idempotency-Key`: the parameter that held the call")),
        (
            {"parameters": [{**KEY, "required": False}, *IDS]},
            ("input-schema", "error", "`header.Idempotency-Key`: no longer required"),
        ),
        ({"security": []}, ("security", "error", "anybody may call it")),
        ({"security": [{}, {"key": []}]}, ("security", "error", "anybody may call it")),
        (
            {"parameters": with_parameter({"name": "X-Tenant", "in": "header", "required": True, "schema": TEXT})},
            ("input-schema", "error", "`header.X-Tenant`: a new required parameter"),
        ),
        ({"path": "/v2/orders/{id}"}, ("address", "warning", "another path")),
        ({"servers": [{"url": "https://other.example.com"}]}, ("address", "warning", "another address")),
        (
            {"requestBody": {"content": MORE}},
            ("input-schema", "error", "`body as text/plain`: a new free-text parameter"),
        ),
        (
            {"requestBody": {"content": JSON, "required": True}},
            ("input-schema", "error", "the body is required now"),
        ),
        ({"parameters": LOOSE_PATH}, ("input-schema", "error", "`id`: `pattern` bounds it no more")),
        ({"parameters": LOOSE_QUERY}, ("input-schema", "error", "`query.id`: takes more values, added `b`")),
    ],
)
def test_what_an_interface_has_beside_its_body_is_compared(cli, changed, told) -> None:
    imported(cli)
    ran = drift(cli, **changed)
    assert ran.code == 1, ran.out
    found = changes(ran)
    assert any((what, severity) == told[:2] and told[2] in message for what, severity, message in found), found
    assert {what for what, _, _ in found} <= {told[0], "address"}


def test_a_body_that_is_required_now_is_found_behind_references_and_in_the_older_format(cli) -> None:
    def behind(needed):
        made = api(requestBody={"$ref": "#/components/requestBodies/Order"})
        made["components"]["requestBodies"] = {"Order": {"content": JSON, "required": needed}}
        return made

    def older(needed):
        body = {"name": "order", "in": "body", "required": needed, "schema": JSON["application/json"]["schema"]}
        operation = {"operationId": "makeOrder", "parameters": [body], "consumes": ["application/json"]}
        return {"swagger": "2.0", "info": {"title": "Shop"}, "paths": {"/orders": {"post": operation}}}

    for number, of in enumerate((behind, older)):
        saved(cli, "old.json", of(needed=False))
        words = ("--system", "shop", "--format", "json")
        assert cli("import", "openapi", "old.json", "--system", "shop", "--out", f"inv{number}").code == 0
        saved(cli, "new.json", of(needed=True))
        ran = cli("drift", "openapi", "new.json", *words, "-i", f"inv{number}")
        assert (ran.code, changes(ran)) == (1, [("input-schema", "error", "the body is required now")])
        assert cli("import", "openapi", "new.json", "--system", "shop", "--out", f"inv{number}").code == 0
        ran = cli("drift", "openapi", "old.json", *words, "-i", f"inv{number}")
        assert changes(ran) == [("input-schema", "warning", "the body is no longer required")]


def test_whether_a_body_was_required_is_not_known_of_a_snapshot_of_before(cli) -> None:
    imported(cli)
    file = next((cli.here / "inv" / "registries").rglob("*.json"))
    file.write_text(file.read_text().replace('"body":"optional",', ""))
    ran = drift(cli)
    assert (ran.code, ran.json["changed"]) == (3, [])
    assert any("if a body is required" in each for each in ran.json["remarks"])


def test_an_interface_that_is_only_written_otherwise_has_not_drifted(cli) -> None:
    imported(cli)
    assert drift(cli, "--verbose").json["changed"] == []
    ran = drift(cli, "--verbose", parameters=[*reversed(IDS), KEY])
    assert ran.code == 0
    assert ran.json["changed"] == []


def test_a_scheme_is_known_by_what_it_is_and_another_one_is_a_risk(cli) -> None:
    imported(cli)
    document = api(security=[{"renamed": []}])
    schemes = document["components"]["securitySchemes"]
    schemes["renamed"] = schemes.pop("key")
    saved(cli, "new.json", document)
    assert cli("drift", "openapi", "new.json", *WORDS).code == 0
    schemes["renamed"] = {"type": "http", "scheme": "basic"}
    saved(cli, "new.json", document)
    assert changes(cli("drift", "openapi", "new.json", *WORDS)) == [
        ("security", "error", "another credential opens it now")
    ]


def test_a_snapshot_of_before_is_read_and_what_it_does_not_hold_is_said(cli) -> None:
    imported(cli)
    file = next((cli.here / "inv" / "registries").rglob("*.json"))
    kept = json.loads(file.read_text())
    schema = kept["tools"][0]["schema"]
    del schema["x-http"], kept["tools"][0]["title"]
    schema["properties"] = {key: value for key, value in schema["properties"].items() if not key.startswith("header.")}
    schema["required"] = ["id"]
    file.write_text(json.dumps(kept))
    ran = drift(cli, security=[])
    assert ran.code == 3, ran.out
    assert ran.json["changed"] == []
    assert any("headers, security and addresses" in each for each in ran.json["remarks"])
    assert drift(cli, requestBody={"content": {"application/json": {"schema": TEXT}}}).code == 1
