"""`vendors` shows what is said and by whom; `add` starts a system that lints with nothing but unknown cells."""

import json
from pathlib import Path

import pytest
from conftest import Cli
from jsonschema import Draft202012Validator
from otlp import Done, trace

from blastradius.analysis.vendors import profile_of
from blastradius.importers.profile import system_text
from blastradius.output import vendors_json, vendors_text
from blastradius.output.prose import Paint
from blastradius.resources import SCHEMAS, VENDORS
from blastradius.source.profiles import read_profile

PROFILES = sorted(file.stem for file in VENDORS.glob("*.yaml"))
INHERITING = """
apiVersion: blastradius/v1
kind: System
id: code
vendor: github
environment: production
owner: unknown
reversibility: unknown
credentials: [{credential: pat, access: write}]
operations:
  - id: delete_repository
---
apiVersion: blastradius/v1
kind: Credential
id: pat
type: personal-token
owner: unknown
"""
WORKING = """
---
apiVersion: blastradius/v1
kind: Agent
id: bot
status: live
owner: unknown
tools:
  - {name: nuke, operation: code/delete_repository, credential: pat, retries: 0}
"""
PAYING = """
apiVersion: blastradius/v1
kind: Credential
id: pay
type: api-key
owner: unknown
revoke: unknown
---
apiVersion: blastradius/v1
kind: Agent
id: payer
status: live
owner: unknown
tools:
  - {name: charge, operation: stripe/create_charge, credential: pay, retries: 0}
"""
UNCONFIRMED = {"third-party", "inferred", None}


@pytest.fixture
def schema() -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / "output" / "vendors.v1.json").read_text()))


def test_the_list_names_every_profile(cli: Cli, schema: Draft202012Validator) -> None:
    listed = cli("vendors")
    assert len(PROFILES) >= 40
    assert [line.split()[0] for line in listed.out.splitlines()[:-2]] == PROFILES
    answer = json.loads(cli("vendors", "--format", "json").out)
    assert list(schema.iter_errors(answer)) == []
    assert [each["id"] for each in answer["vendors"]] == PROFILES


@pytest.mark.parametrize("vendor", PROFILES)
def test_every_fact_has_a_source_a_date_and_how_sure_it_is(schema: Draft202012Validator, vendor: str) -> None:
    document = read_profile(vendor)
    assert document is not None
    profile = profile_of(document)
    answer = json.loads(vendors_json.vendors([profile], whole=True))
    assert list(schema.iter_errors(answer)) == []
    facts = answer["vendors"][0]["facts"]
    assert facts
    for fact in facts:
        assert all(fact["source"].values()), fact
        assert fact["at"].startswith(f"vendors/{vendor}.yaml:")
    unconfirmed = sum(fact["source"]["confidence"] in UNCONFIRMED for fact in facts)
    assert vendors_text.page(profile, Paint(on=False), 80).count("[UNCONFIRMED") == unconfirmed


def test_one_profile(cli: Cli) -> None:
    answer = json.loads(cli("vendors", "stripe", "--format", "json").out)
    assert len(answer["vendors"][0]["facts"]) == answer["vendors"][0]["counts"]["facts"]
    assert "create_refund" in cli("vendors", "stripe").out
    assert answer["vendors"][0]["plans"] == []
    assert "Plans that make a difference: Enterprise, Essentials, Free, Professional" in cli("vendors", "auth0").out


def test_only_confirmed_facts_of_a_shipped_profile_grow_old(cli: Cli) -> None:
    cli("init")
    cli("add", "stripe")
    cli("add", "azure")
    old = [
        each["message"]
        for each in json.loads(cli("lint", "--now", "2026-11-29T00:00:00Z", "--format", "json").out)["findings"]
        if each["rule"] == "old-vendor-fact"
    ]
    (azure,) = old  # what stripe has of 2020 is a third party's
    assert "confirmed facts of the profile `azure`" in azure
    assert "the oldest on `2021-05-21`" in azure


def test_a_profile_of_the_inventory_is_one_like_the_shipped_ones(cli: Cli, shop: Path) -> None:
    source = '{url: "https://docs.example.com/log", seen: 2026-11-01, confidence: confirmed}'
    (shop / "label-printer.yaml").write_text(
        "apiVersion: blastradius/v1\nkind: Vendor\nid: label-printer\nname: Label printer\naudit_log:\n"
        f'  - {{location: Console > Log, query: "user={{principal}}", retention: 30d, source: {source}}}\n'
    )
    assert "label-printer" in cli("vendors", "-i", "shop").out
    assert "retention: 30d" in cli("vendors", "label-printer", "-i", "shop").out
    assert cli("add", "label-printer", "-i", "shop", "--id", "printer").code == 0
    assert "vendor: label-printer" in (shop / "systems" / "printer.yaml").read_text()
    assert cli("vendors", "label-printer", "-i", "elsewhere").code == 3


def test_a_slip_is_suggested(cli: Cli) -> None:
    ended = cli("vendors", "strpie")
    assert ended.code == 2
    assert "did you mean `stripe`?" in ended.err


def test_every_profile_starts_a_system_that_lints_with_nothing_but_unknown_cells(cli: Cli, tmp_path: Path) -> None:
    assert cli("init").code == 0
    assert cli("add", "stripe").code == 0
    folder = next(tmp_path.rglob("stripe.yaml")).parent
    for vendor in PROFILES:
        document = read_profile(vendor)
        assert document is not None
        text = system_text(document, vendor, None)
        assert vendor != "stripe" or (folder / "stripe.yaml").read_text() == text
        (folder / f"{vendor}.yaml").write_text(text)
    answer = json.loads(cli("lint", "--format", "json").out)
    assert answer["counts"]["error"] == 0
    warned = {each["rule"] for each in answer["findings"] if each["severity"] != "info"}
    assert warned == {"unknown-cell"}


def test_add_leaves_to_the_profile_what_is_inherited(cli: Cli) -> None:
    cli("init")
    cli("add", "stripe")
    text = next(cli.here.rglob("stripe.yaml")).read_text()
    assert "effect: unknown # inherited: delete" in text
    assert "reversibility: unknown # inherited: irreversible" in text
    assert "idempotency: unknown # inherited: keyed, 24h" in text
    assert "class:" not in text
    answer = json.loads(cli("reach", "--system", "stripe", "--format", "json").out)
    (system,) = answer["systems"]
    assert {each["id"]: each["reversibility"] for each in system["operations"]}["delete_customer"] == "irreversible"
    cited = {each["cell"]: each["at"] for each in system["inherited"]}
    assert cited["delete_customer.effect"].startswith("vendors/stripe.yaml:")
    assert cited["create_refund.idempotency"].startswith("vendors/stripe.yaml:")


def test_what_the_vendor_does_not_confirm_is_a_hint_everywhere_and_never_a_value(cli: Cli) -> None:
    cli("init")
    cli("add", "stripe")
    written = next(cli.here.rglob("stripe.yaml")).read_text()
    assert "reversibility: unknown # not confirmed: compensable (third-party)" in written
    said = "the profile of stripe says: compensable (third-party, unconfirmed, vendors/stripe.yaml:"
    file = next(cli.here.rglob("stripe.yaml"))
    file.write_text(written.replace("credentials: unknown", "credentials: [{credential: pay, access: write}]"))
    (file.parent / "pay.yaml").write_text(PAYING)
    finding = next(
        each
        for each in json.loads(cli("lint", "--format", "json").out)["findings"]
        if each["rule"] == "unknown-cell" and each["pointer"] == "/operations/0/reversibility"
    )
    assert said in finding["help"]
    reached = json.loads(cli("reach", "pay", "--format", "json").out)
    assert [each for each in reached["unknown"] if said in each["what"]]
    (charge,) = (each for each in reached["systems"][0]["operations"] if each["id"] == "create_charge")
    assert charge["reversibility"] == "unknown"
    ready = json.loads(cli("readiness", "--format", "json").out)
    assert [each for agent in ready["agents"] for each in agent["missing"] if said in (each["hint"] or "")]
    assert said in " ".join(cli("readiness").out.split())
    cli("render", "--out", "out")
    page = next((cli.here / "out").rglob("stripe.md")).read_text()
    assert "the profile of stripe says: compensable" in page


def test_an_undo_and_a_gate_that_rest_on_a_profile_say_so(cli: Cli) -> None:
    cli("init")
    (cli.here / "inventories" / "code.yaml").write_text(INHERITING + WORKING)
    (cli.here / "trace.json").write_text(trace(Done("nuke", {"repo": "site"}, {"ok": True}, agent="bot")))
    now = ("--now", "2026-11-29T00:00:00Z")
    (entry,) = json.loads(cli("undo", "trace.json", *now, "--format", "json").out)["plan"]
    assert entry["steps"] == ["Restore the repository in the settings."]
    assert entry["inherited"]["at"].startswith("vendors/github.yaml:")
    for told in (cli("undo", "trace.json", *now).out, cli("undo", "trace.json", *now, "--format", "markdown").out):
        assert "Nobody here checked this undo: profile github, confirmed, seen 2026-11-01" in " ".join(told.split())
    answer = json.loads(cli("readiness", "bot", *now, "--format", "json").out)
    (row,) = answer["agents"][0]["rows"]
    assert row["inherited"]["operation.reversibility"].startswith("vendors/github.yaml:")
    said = " ".join(cli("readiness", "bot", *now).out.split())
    assert "of the known from vendor profiles, checked by nobody here" in said
    assert "from vendor profiles: operation.effect (vendors/github.yaml:" in said
    assert "from vendor profiles: operation.effect" in cli("readiness", "bot", *now, "--format", "markdown").out


@pytest.mark.parametrize(
    ("word", "profile"),
    [("jira", "atlassian-cloud"), ("Entra", "microsoft-365"), ("key vault", "azure"), ("s3", "aws-s3")],
)
def test_a_product_leads_to_the_profile_that_it_is_in(cli: Cli, word: str, profile: str) -> None:
    ended = cli("vendors", word)
    assert ended.code == 2
    assert f"it may be in `{profile}`" in ended.err


def test_no_second_system_of_an_id_is_written_wherever_the_first_stands(cli: Cli) -> None:
    cli("init")
    (cli.here / "inventories" / "pay.yaml").write_text("apiVersion: blastradius/v1\nkind: System\nid: stripe\n")
    ended = cli("add", "stripe")
    assert ended.code == 2
    assert "already written at inventories/pay.yaml:3" in ended.err
    assert not (cli.here / "inventories" / "systems" / "stripe.yaml").exists()


def test_nothing_is_written_through_a_link_that_leads_out(cli: Cli) -> None:
    cli("init")
    systems = cli.here / "inventories" / "systems"
    systems.rename(cli.here / "elsewhere")
    systems.symlink_to(cli.here / "elsewhere")
    assert "leads out of the inventory" in cli("add", "stripe").err
    assert not (cli.here / "elsewhere" / "stripe.yaml").exists()


def test_a_file_that_is_there_is_kept(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    cli("add", "stripe", "--id", "my-pay")
    file = next(tmp_path.rglob("my-pay.yaml"))
    file.write_text("mine")
    again = cli("add", "stripe", "--id", "my-pay")
    assert again.code == 2
    assert "already there" in again.err
    assert file.read_text() == "mine"


@pytest.mark.parametrize("name", ["../x", "Ups", "unknown", "a/b", "x" * 64, ""])
def test_an_id_that_is_none_chooses_no_path(cli: Cli, name: str) -> None:
    cli("init")
    ended = cli("add", "stripe", "--id", name)
    assert ended.code == 2
    assert "is no id" in ended.err


def test_a_plan_that_the_profile_does_not_know(cli: Cli) -> None:
    ended = cli("add", "github", "--plan", "entreprise", "--dry-run")
    assert ended.code == 2
    assert "Enterprise" in ended.err


def test_what_a_credential_inherits_is_marked_in_every_answer(cli: Cli, tmp_path: Path) -> None:
    cli("init")
    folder = next(tmp_path.rglob("blastradius.yaml")).parent
    (folder / "code.yaml").write_text(INHERITING)
    at = "vendors/github.yaml:"
    for answer in (cli("reach", "pat").out, cli("reach", "pat", "--format", "markdown").out):
        assert at in answer.partition("rom vendor profiles")[2] or at in answer.partition("FROM VENDOR PROFILES")[2]
        assert "Send the token to the credential revocation REST API" in answer
    for format_, name in (("markdown", "pat.md"), ("html", "pat.html")):
        assert cli("render", "--out", f"out-{format_}", "--format", format_).code == 0
        page = next((cli.here / f"out-{format_}").rglob(name)).read_text()
        assert "nobody here tried them" in page
        assert at in page
