"""The real program, as a process of its own, over a small inventory of one shop."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest

NOW = "2026-11-22T02:00:00Z"
ROOT = Path(__file__).resolve().parents[2]

_SET_BY_OTHERS = ("BLASTRADIUS_", "GITHUB_", "NO_COLOR", "FORCE_COLOR", "LC_", "LANG", "TZ", "TERM", "COLUMNS")

SHOP = {
    "blastradius.yaml": """
apiVersion: blastradius/v1
kind: Inventory
id: shop
""",
    "teams.yaml": """
apiVersion: blastradius/v1
kind: Team
id: payments
on_call: {phone: "+1-555-0100", channel: "#payments", hours: 24x7, reaches_human: 2026-11-01}
verified: {on: 2026-11-02, by: payments, how: confirmed}
---
apiVersion: blastradius/v1
kind: Team
id: security
verified: {on: 2026-11-02, by: security, how: confirmed}
""",
    "credentials.yaml": """
apiVersion: blastradius/v1
kind: Credential
id: stripe-key
type: api-key
principal: rk_shop
owner: payments
rotate_every: 90d
rotated: 2026-10-01
revoke: {how: [Press Revoke at the key and see it gone], by: payments, effect_within: 1m, kills_sessions: true}
verified: {on: 2026-11-02, by: payments, how: confirmed}
---
apiVersion: blastradius/v1
kind: Credential
id: stripe-login
type: password
owner: payments
shared_with: [the finance desk]
rotate_every: 90d
rotated: 2026-10-01
revoke: {how: [Remove the user and see it gone], by: payments, effect_within: 1m, kills_sessions: true}
verified: {on: 2026-11-02, by: payments, how: confirmed}
principal: finance@shop.example
""",
    "stripe.yaml": """
apiVersion: blastradius/v1
kind: System
id: stripe
environment: production
owner: payments
audit_log:
  location: Developers > Logs
  query: "key:{principal} from:{since} to:{until}"
  retention: 90d
  delay: 1m
  attributes: credential
reversibility: {class: irreversible}
credentials:
  - {credential: stripe-key, access: write, scopes: ["refunds:write"]}
  - {credential: stripe-login, access: admin, conditions: [second-factor]}
operations:
  - {id: get_refund, effect: read}
  - id: create_refund
    effect: pay
    requires: ["refunds:write"]
    reversibility: {class: compensable, window: 30d, undo: ["Charge {args.order} again"], residue: The fee is lost.}
    idempotency: {class: keyed, key: {carrier: header, name: Idempotency-Key}, window: 24h}
    receipt: {completion: sync, success: {field: status, equals: succeeded}}
verified: {on: 2026-11-02, by: payments, how: confirmed}
""",
    "support-bot.yaml": """
apiVersion: blastradius/v1
kind: Agent
id: support-bot
status: live
owner: payments
kill_switch: {how: [Set the flag to off and see Stopped], effect_within: 2m, measured: {on: 2026-11-02, took: 40s}}
sdk_retries: 0
tools:
  - {name: refund, operation: stripe/create_refund, credential: stripe-key, approval: human, limit: {rate: 20/h},
     retries: 0, idempotency_key: run+step+tool+scope}
verified: {on: 2026-11-02, by: security, how: drilled}
""",
}


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


class Cli:
    """`blastradius` in a folder of its own, with a cache of its own and nothing of ours in its environment."""

    def __init__(self, here: Path, cache: Path) -> None:
        self.here = here
        self.cache = cache

    @property
    def env(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_SET_BY_OTHERS)}
        return kept | {"BLASTRADIUS_CACHE_DIR": str(self.cache)}

    def __call__(self, *args: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ran:
        process = subprocess.run(
            [sys.executable, "-m", "blastradius", *map(str, args)],
            cwd=self.here,
            env=self.env | (env or {}),
            input=stdin,
            capture_output=True,
            timeout=60,
            check=False,
        )
        out, err = process.stdout.decode(), process.stderr.decode()
        assert "Traceback" not in out + err
        return Ran(process.returncode, out, err)


def written(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    here = tmp_path / "here"
    here.mkdir()
    return Cli(here, tmp_path / "cache")


@pytest.fixture
def shop(cli: Cli) -> Path:
    """An inventory without a finding, in the folder `shop`."""
    return written(cli.here / "shop", SHOP)
