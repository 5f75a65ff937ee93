"""Where a hostile text can stand: every free cell of an inventory, every text of a recorded run and of a registry."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from .registries import registered
from .runs import recorded

NOW = "2026-11-22T03:10:00Z"

INVENTORY = """\
apiVersion: blastradius/v1
kind: Inventory
id: shop
name: N
exemptions: [{rule: unproven, target: "team:t", reason: N, by: N, until: 2027-01-31}]
---
apiVersion: blastradius/v1
kind: Team
id: t
name: N
summary: N
labels: {github: N, more: N}
links: [{title: N, url: N}]
lead: N
contact: {email: N, channel: N, phone: N}
on_call: {rotation: N, channel: N, phone: N, hours: N, escalation: [N], reaches_human: 2026-01-01}
---
apiVersion: blastradius/v1
kind: System
id: s
name: N
summary: N
environment: N
plan: N
owner: t
data: [N]
links: [{title: N, url: N}]
untrusted_input: true
audit_log: {location: N, query: N, retention: 30d, access: N, attributes: credential}
reversibility: {class: compensable, window: 90d, undo: [N], residue: N}
credentials: [{credential: c, access: write, scopes: [N], resources: [N], conditions: [N], denies: [N]}]
operations:
  - id: op
    summary: N
    effect: [write, pay]
    says: [N]
    limit: {rate: N, amount: N}
    object: [args.id]
    amount: {field: args.amount, currency: args.currency}
    reversibility:
      {class: compensable, until: N, undo: [N, "take {args.id}, {args.note} back"], undo_by: N, residue: N,
       keep: [id], unless: [{when: N, residue: N}, {when: {field: result.state, equals: N}, residue: N}]}
    idempotency: {class: none, on_repeat: N, key: {carrier: header, name: N}}
    receipt: {completion: sync, success: {field: result.state, equals: N}, failure: {matches: N}}
  - {id: look, effect: read}
feeds: [{system: s2, what: N, delay: 5s, stop: [N]}]
kill_switch: {how: [N], url: N, by: N, effect_within: 1m}
discharges: [{condition: N, access: read}]
vendor_support: {url: N, phone: N, plan: N}
verified: {on: 2026-01-01, by: N, how: confirmed}
---
apiVersion: blastradius/v1
kind: System
id: s2
environment: N
owner: nobody
audit_log: {none: true, because: N}
reversibility: {class: irreversible, residue: N}
credentials: [{credential: c2, access: admin}]
operations: [{id: op2, effect: delete, reversibility: {class: irreversible}}]
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
revoke: {how: [N], url: N, by: N, effect_within: 1m, costs: N, does_not_work: [N]}
---
apiVersion: blastradius/v1
kind: Credential
id: c2
type: password
principal: N
owner: t
obtainable_from: [{system: s, how: N, conditions: [N], access: read}]
revoke: unknown
---
apiVersion: blastradius/v1
kind: Agent
id: a
name: N
summary: N
status: live
owner: t
kill_switch: {how: [N], url: N, by: N}
appears_as: {service: [N, shop-bot], agent: [N]}
tools:
  - {name: N, operation: s/op, credential: c, approval: none, retries: 2}
  - {name: refund, operation: s/op, credential: c, approval: none, retries: 2, limit: {rate: N, amount: N}}
  - {name: plain, operation: none, because: N}
verified: {on: 2026-01-01, by: N, how: confirmed}
"""

READERS = [
    ("lint", "shop"),
    *(("lint", "shop", "--format", each) for each in ("concise", "json", "github", "gitlab", "sarif", "junit")),
    ("lint", "shop", "--statistics"),
    ("lint", "shop", "--diff"),
    *(("reach", "c", "-i", "shop", "--since", "2h", "--format", each) for each in ("text", "json", "markdown")),
    ("reach", "--agent", "a", "-i", "shop", "--color", "always"),
    ("reach", "c", "-i", "shop", "--why", "s2:write", "--all-paths"),
    ("reach", "c", "-i", "shop", "--why", "s2:write", "--format", "markdown"),
    *(("cut", "c", "--protect", "s2", "-i", "shop", "--format", each) for each in ("text", "json", "markdown")),
    *(("top", "-i", "shop", "--format", each) for each in ("text", "json", "markdown")),
    *(("readiness", "-i", "shop", "--format", each) for each in ("text", "json", "markdown", "junit", "badge")),
    *(("diff", "before", "shop", "--format", each) for each in ("text", "json", "markdown")),
    ("codeowners", "-i", "shop"),
    ("render", "shop", "--out", "pages"),
    ("render", "shop", "--out", "site", "--format", "html"),
    *(("render", "shop", "--out", each, "--format", each) for each in ("cacao", "cyclonedx", "evidence")),
    *(("drill", "-i", "shop", "--seed", str(seed), "--by", "t", "--no-write") for seed in range(4)),
    ("drill", "-i", "shop", "--agent", "a", "--seed", "1", "--color", "always", "--no-write"),
    ("drill", "-i", "rehearsed", "--seed", "1", "--by", "t", "--yes"),
    ("retries", "--policy", "-i", "shop"),
    ("retries", "--policy", "-i", "shop", "--format", "json"),
]
_RUNS = (
    "otlp.json",
    "openinference.jsonl",
    "langfuse.json",
    "openai.json",
    "anthropic.json",
    "tau.json",
    "lines.jsonl",
)
ON_RUNS = [
    *(
        (each, *_RUNS, "-i", "shop", "--format", form)
        for each in ("undo", "retries", "claims", "triage")
        for form in ("text", "json", "markdown")
    ),
    ("claims", *_RUNS, "-i", "shop", "--all"),
    ("triage", *_RUNS, "-i", "shop", "--format", "html"),
    ("triage", *_RUNS, "-i", "shop", "--color", "always"),
    ("undo", *_RUNS, "--trace-format", "otlp", "-i", "shop", "--script"),
]
_SOURCES = {
    "mcp": ("mcp", "mcp.json", "--system", "s", "--agent", "a"),
    "openapi": ("openapi", "openapi.json", "--system", "s"),
    "openai": ("openai", "openai-tools.json", "--system", "s", "--agent", "a"),
    "anthropic": ("anthropic", "anthropic-tools.json", "--system", "s", "--agent", "a"),
    "backstage": ("backstage", "catalog"),
}
ON_REGISTRIES = [
    *(
        ("drift", *each, "-i", "shop", "--verbose", "--format", form)
        for each in _SOURCES.values()
        for form in ("text", "json", "markdown", "sarif")
    ),
    *(("import", *each, "--out", "shop", "--dry-run") for each in _SOURCES.values()),
    *(("import", *each, "--out", f"imported-{name}") for name, each in _SOURCES.items()),
]
_PAGES = ("pages", "site", "cacao", "cyclonedx", "evidence")
COMPLETED = ("blastradius reach -i shop ", "blastradius readiness -i shop ", "blastradius cut -i shop --protect ")


class Stage:
    """Writes the files, and runs every command over them."""

    def __init__(self, cli: Any, value: str) -> None:
        self.cli = cli
        self.value = value
        self.put({"shop/all.yaml": inventory(value), "before/all.yaml": inventory("harmless")})
        self.put({"rehearsed/all.yaml": inventory(value)})
        self.put(recorded(value))
        self.put(registered(value))

    def put(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            file = self.cli.here / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", errors="surrogatepass")

    def lines(self) -> Iterator[tuple[str, ...]]:
        for line in (*READERS, *ON_RUNS, *ON_REGISTRIES):
            timeless = line[0] in {"codeowners", "drift"} or "--policy" in line
            yield line if timeless else (*line, "--now", NOW)

    def ran(self) -> Iterator[tuple[str, int, str, str]]:
        """Every command, how it ended, its answer, and what it said beside it."""
        for line in self.lines():
            ended = self.cli(*line, stdin=self.answers() if line[0] == "drill" else b"")
            yield " ".join(line), ended.code, ended.out, ended.err
        for line in COMPLETED:
            env = {"_BLASTRADIUS_COMPLETE": "complete_bash", "COMP_WORDS": line, "COMP_CWORD": str(line.count(" "))}
            ended = self.cli(env=env)
            yield line, ended.code, ended.out, ended.err

    def answers(self) -> bytes:
        """What somebody types into a drill: this text, and yes wherever it is asked whether that is so."""
        one = " ".join(self.value.splitlines())
        return "\n".join([*[one] * 7, *["y"] * 7, *[one] * 3]).encode("utf-8", "surrogatepass")

    def made(self) -> dict[str, bytes]:
        """Every file that the program wrote: pages, imported rows, caches."""
        folders = [self.cli.here / name for name in (*_PAGES, *(f"imported-{name}" for name in _SOURCES))]
        return {
            str(file.relative_to(self.cli.here.parent)): file.read_bytes()
            for folder in (*folders, self.cli.cache)
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }


def inventory(value: str) -> str:
    """The inventory with this text in every free cell."""
    return re.sub(r"\bN\b", lambda _: json.dumps(value), INVENTORY)
