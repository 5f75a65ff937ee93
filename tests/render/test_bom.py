"""The bill of services: valid by the library's strict schema, the same every time, and guessing nothing."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from .conftest import CHECKOUT, Ended, Render, tree

ORGANISATION = CHECKOUT / "inventories" / "support-desk"


def bill(render: Render, out: Path, *arguments: str | Path) -> Any:
    ended = render("--format", "cyclonedx", *arguments)
    assert ended.returncode == 0, ended.stderr
    return json.loads((out / "bom.cdx.json").read_text())


def service(found: Any, name: str) -> Any:
    (one,) = [each for each in found["services"] if each["bom-ref"] == f"system:{name}"]
    return one


def properties(entry: Any) -> dict[str, str]:
    return {each["name"].removeprefix("blastradius:"): each["value"] for each in entry["properties"]}


def faults(text: str) -> list[str]:
    found = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text, all_errors=True)
    return [str(each.data.message) for each in found or ()]


def test_it_is_valid_and_has_every_system_and_agent(render: Render, out: Path) -> None:
    found = bill(render, out, "-i", ORGANISATION, "--now", "2026-11-22T02:00:00Z")
    text = (out / "bom.cdx.json").read_text()
    assert faults(text) == []
    assert faults(text.replace('"bom-ref"', '"bom_ref"'))
    written = [line for file in ORGANISATION.rglob("*.yaml") for line in file.read_text().splitlines()]
    assert len(found["services"]) == written.count("kind: System")
    assert len(found["components"]) == written.count("kind: Agent")
    assert found["metadata"]["timestamp"] == "2026-11-22T02:00:00+00:00"


def test_a_service_says_whose_it_is_and_what_can_be_undone(render: Render, out: Path) -> None:
    pay = service(bill(render, out), "pay")
    assert pay["name"] == "Pay"
    assert pay["authenticated"] is True
    assert pay["data"] == [{"classification": "payment", "flow": "bi-directional"}]
    told = properties(pay)
    assert told["owner"] == "payments"
    assert told["source"] == "entities.yaml:1"
    assert told["reversibility:charge"] == "pay; irreversible; can be undone within 90d; harms at once"
    assert told["reversibility:refund"] == "pay; irreversible; cannot be undone"
    assert told["audit-log-retention"] == "30d"
    assert told["untrusted-input"] == "unknown", "nobody wrote whether strangers can write there"
    assert told["credential:pay-admin"] == "admin; every scope; only with mfa"
    assert told["feeds:ledger"] == "every charge, after 5s"


def test_what_is_not_known_stays_so(render: Render, out: Path) -> None:
    found = bill(render, out)
    told = properties(service(found, "pay"))
    assert told["reversibility:payout"] == "pay; unknown; not known whether it can be undone: count it as final"
    assert told["kill-switch"] == "unknown"
    ledger = service(found, "ledger")
    assert "authenticated" not in ledger
    assert "data" not in ledger
    assert properties(ledger)["audit-log"] == "none"
    assert "provider" not in ledger
    assert "endpoints" not in ledger


def test_agents_depend_on_what_they_use(render: Render, out: Path) -> None:
    found = bill(render, out, "-i", ORGANISATION)
    uses = {each["ref"]: each.get("dependsOn", []) for each in found["dependencies"]}
    assert "system:stripe" in uses["agent:support-bot"]


def test_an_address_of_a_server_is_an_endpoint(render: Render, inventory: Path, out: Path) -> None:
    file = inventory / "entities.yaml"
    text = file.read_text()
    assert "operation: pay/charge" in text
    file.write_text(
        text.replace("operation: pay/charge", "server: 'https://mcp.example.com/pay', operation: pay/charge")
    )
    assert service(bill(render, out), "pay")["endpoints"] == ["https://mcp.example.com/pay"]


def test_the_same_bytes_every_day_and_another_serial_number_for_other_facts(
    render: Render, inventory: Path, out: Path
) -> None:
    first = bill(render, out)
    assert "timestamp" not in first["metadata"]
    before = tree(out)
    render("--format", "cyclonedx", "--out", out.parent / "again", PYTHONHASHSEED="5", TZ="Asia/Tokyo")
    assert tree(out.parent / "again") == before
    assert render("--format", "cyclonedx", "--check").returncode == 0
    file = inventory / "entities.yaml"
    file.write_text(file.read_text().replace("environment: production", "environment: staging"))
    assert bill(render, out)["serialNumber"] != first["serialNumber"]


def test_hostile_words_stay_words(render: Render, inventory: Path, out: Path) -> None:
    file = inventory / "entities.yaml"
    nasty = json.dumps("\x1b[31m</bom>\u202e javascript:alert(1)")
    links = "links: [{title: x, url: 'javascript:alert(1)'}]"
    file.write_text(file.read_text().replace("summary: Card payments", f"summary: {nasty}\n{links}", 1))
    render("--format", "cyclonedx")
    text = (out / "bom.cdx.json").read_text()
    assert faults(text) == []
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "externalReferences" not in service(json.loads(text), "pay")


def test_without_the_library_it_says_what_to_install(inventory: Path, tmp_path: Path) -> None:
    """As in an environment that has all but this library: nothing finds it."""
    hide = (
        "import sys\n"
        "class Hidden:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] == 'cyclonedx':\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Hidden())\n"
        "from blastradius.__main__ import program\n"
        "program()\n"
    )

    def run(format_: str) -> Ended:
        words = ["render", "-i", inventory, "--format", format_, "--out", tmp_path / format_, "--no-cache"]
        command = [sys.executable, "-c", hide, *map(str, words)]
        return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    ended = run("cyclonedx")
    assert ended.returncode == 2
    assert "needs the CycloneDX library" in ended.stderr
    assert "pip install 'blastradius-inventory[cyclonedx]'" in ended.stderr
    assert not (tmp_path / "cyclonedx").exists()
    assert run("markdown").returncode == 0


@pytest.mark.parametrize("format_", ["markdown", "cacao"])
def test_other_formats_do_not_import_it(inventory: Path, tmp_path: Path, format_: str) -> None:
    words = ["render", "-i", inventory, "--format", format_, "--out", tmp_path / "out"]
    command = [sys.executable, "-X", "importtime", "-m", "blastradius", *map(str, words)]
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    assert "blastradius.output" in ended.stderr
    assert "cyclonedx" not in ended.stderr
