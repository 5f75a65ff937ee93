"""Documents against the real schemas: what is refused, where, and in which words."""

import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from referencing import Registry, Resource

from blastradius.finding import Finding, Severity
from blastradius.resources import SCHEMAS
from blastradius.source.document import Document, Ref, values
from blastradius.source.schema import KINDS, bundled, schema_problems
from blastradius.source.yaml import read_yaml

FOLDER = SCHEMAS / "inventory"


@cache
def split_schema(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((FOLDER / f"{name.lower()}.v1.json").read_text())
    return schema


def examples(kind: str) -> list[dict[str, Any]]:
    return deepcopy(split_schema(kind)["examples"])


def problems(text: str) -> list[Finding]:
    documents, findings = read_yaml(text, "x.yaml")
    assert findings == []
    return [finding for document in documents for finding in schema_problems(document)]


TEAM = "apiVersion: blastradius/v1\nkind: Team\nid: t\n"
SYSTEM = """\
apiVersion: blastradius/v1
kind: System
id: s
environment: production
owner: o
audit_log: unknown
reversibility: unknown
credentials: []
"""
AGENT = "apiVersion: blastradius/v1\nkind: Agent\nid: a\nstatus: live\nowner: o\n"
CREDENTIAL = "apiVersion: blastradius/v1\nkind: Credential\nid: c\ntype: api-key\nowner: o\n"
INVENTORY = "apiVersion: blastradius/v1\nkind: Inventory\nid: i\n"


def operation(line: str) -> str:
    return f"{SYSTEM}operations:\n  - id: op\n    effect: read\n    {line}\n"


# Text, rule, line:column, a part of the message, a part of the help. Each text holds exactly one mistake.
CASES = {
    "misspelt key": (
        TEAM + "leed: Dana\n",
        "unknown-key", "4:1", "a Team has no key `leed`; did you mean `lead`?", "rename it to `lead`",
    ),
    "key in another case": (TEAM + "onCall: unknown\n", "unknown-key", "4:1", "did you mean `on_call`?", "`on_call`"),
    "key of nonsense": (
        TEAM + "colour: red\n", "unknown-key", "4:1", "a Team has no key `colour`", "one of `name`, `summary`",
    ),
    "key deep inside": (
        AGENT + "tools:\n  - {name: n, operation: s/o, credential: c, retry: 1}\n",
        "unknown-key", "7:46", "a tool has no key `retry`; did you mean `retries`?", "`retries`",
    ),
    "misspelt required key": (
        SYSTEM.replace("owner", "owmer") + "operations: []\n",
        "unknown-key", "5:1", "a System has no key `owmer`; did you mean `owner`?", "`owner`",
    ),
    "misspelt key of a condition": (
        SYSTEM.replace("audit_log: unknown", "audit_log: {non: true, because: x}") + "operations: []\n",
        "unknown-key", "6:13", "did you mean `none`?", "`none`",
    ),
    "misspelt comparison": (
        operation("receipt: {success: {field: a, equal: b}}"),
        "unknown-key", "12:35", "`success` has no key `equal`; did you mean `equals`?", "`equals`",
    ),
    "keys beside none": (
        SYSTEM.replace("audit_log: unknown", "audit_log: {none: true, because: x, query: q, access: a}")
        + "operations: []\n",
        "unknown-key", "6:37", "`query` and `access` do not go together with `none` in `audit_log`", "delete `query`",
    ),
    "keys beside all_of": (
        CREDENTIAL + "revoke: unknown\nobtainable_from:\n  - all_of: [{system: v}]\n    system: w\n",
        "unknown-key", "9:5", "`system` does not go together with `all_of`", "delete `system`, or `all_of`",
    ),
    "two comparisons": (
        operation("receipt: {success: {field: a, equals: b, in: [c]}}"),
        "unknown-key", "12:46", "`in` does not go together with `equals` in `success`", "delete `in`, or `equals`",
    ),
    "missing key": (
        SYSTEM, "missing-key", "1:1", "a System has no `operations`: what can be done here", "`operations: unknown`",
    ),
    "missing key of a grant": (
        SYSTEM.replace("[]", "[{credential: c}]") + "operations: []\n",
        "missing-key", "8:16", "a grant has no `access`: the highest level it gives", "`access: write`",
    ),
    "missing key of an exemption": (
        INVENTORY + "exemptions:\n  - {rule: r, target: t, reason: x, by: me}\n",
        "missing-key", "5:6", "an exemption has no `until`", "`until: 2027-01-31`",
    ),
    "missing key of a condition": (
        AGENT + "tools:\n  - {name: n, operation: none}\n",
        "missing-key", "7:6", "a tool has no `because`, and `operation` is `none`", "`because: ",
    ),
    "missing residue": (
        operation("reversibility: {class: compensable}"),
        "missing-key", "12:5", "`reversibility` has no `residue`, and `class` is `compensable`", "`residue:",
    ),
    "missing credential": (
        AGENT + "tools:\n  - {name: n, operation: s/o}\n",
        "missing-key", "7:6", "a tool has no `credential`", "while nobody knows, `credential: unknown`",
    ),
    "missing partner": (
        operation("receipt: {success: {equals: a}}"),
        "missing-key", "12:15", "`success` has no `field`, and `equals` stands here", "`field: status`",
    ),
    "no comparison": (
        operation("receipt: {success: {field: a}}"),
        "missing-key", "12:15", "`success` compares with nothing", "{field: status, equals: succeeded}",
    ),
    "no apiVersion": ("kind: Team\nid: t\n", "missing-key", "1:1", "a Team has no `apiVersion`", "blastradius/v1"),
    "no kind": ("apiVersion: blastradius/v1\nid: t\n", "missing-key", "1:1", "this document has no `kind`", "`Team`"),
    "neither": ("services: {}\n", "missing-key", "1:1", "neither `apiVersion` nor `kind`", "exclude it"),
    "misspelt kind key": ("apiVersion: blastradius/v1\nknd: Team\n", "unknown-key", "2:1", "mean `kind`?", "`kind`"),
    "misspelt kind": (
        "apiVersion: blastradius/v1\nkind: Sytem\n",
        "unknown-value", "2:7", "`Sytem` is no kind; did you mean `System`?", "",
    ),
    "kind of others": (
        "apiVersion: v1\nkind: Deployment\n", "unknown-value", "2:7", "`Deployment` is no kind", "`Credential`",
    ),
    "newer format": (
        TEAM.replace("v1", "v2") + "shape: new\n",
        "unknown-value", "1:13", "written in `blastradius/v2`; this program reads `blastradius/v1`",
        "newer blastradius",
    ),
    "misspelt format": (TEAM.replace("/v1", "/1"), "unknown-value", "1:13", "did you mean `blastradius/v1`?", ""),
    "misspelt word": (
        SYSTEM.replace("[]", "[{credential: c, access: wirte}]") + "operations: []\n",
        "unknown-value", "8:39", "`wirte` is no value of `access`; did you mean `write`?", "`admin` or `unknown`",
    ),
    "unknown word": (
        AGENT.replace("live", "active") + "tools: []\n",
        "unknown-value", "4:9", "`active` is no value of `status`", "`pre-launch`, `live` or `retired`",
    ),
    "misspelt unknown": (
        TEAM + "on_call: unknwon\n", "unknown-value", "4:10", "did you mean `unknown`?", "a mapping or",
    ),
    "misspelt word beside a pattern": (
        operation("reversibility: {class: reversible, window: unlimted}"),
        "unknown-value", "12:48", "`unlimted` is no value of `window`; did you mean `unlimited`?", "a duration",
    ),
    "unknown word beside a list": (
        SYSTEM + "operations: [{id: o, effect: modify}]\n",
        "unknown-value", "9:30", "`modify` is no value of `effect`", "a list, `unknown`, `read`",
    ),
    "no for false": (
        CREDENTIAL + "revoke: {how: unknown, kills_sessions: no}\n",
        "unknown-value", "6:40", "`no` is no value of `kills_sessions`; did you mean `false`?", "write `false`",
    ),
    "reserved word": (
        TEAM.replace(": t", ": unknown"),
        "unknown-value", "3:5", "`unknown` cannot be an id: the word is reserved", "another",
    ),
    "text for a number": (
        AGENT + "tools: [{name: n, operation: s/o, credential: c, retries: three}]\n",
        "wrong-type", "6:59", "`retries` has to be a whole number or `unknown`, this is the text `three`",
        "`retries: 0`",
    ),
    "half a retry": (
        AGENT + "tools: []\nsdk_retries: 1.5\n",
        "wrong-type", "7:14", "`sdk_retries` has to be a whole number, this is the number `1.5`", "`sdk_retries: 2`",
    ),
    "number for text": (TEAM + "lead: 12\n", "wrong-type", "4:7", "has to be text, this is the number `12`", '`"12"`'),
    "yes for true": (
        SYSTEM + "operations: []\nuntrusted_input: yes\n", "wrong-type", "10:18", "`true` or `false`", "`true`",
    ),
    "text for a mapping": (
        TEAM + "on_call: '#pay'\n", "wrong-type", "4:10", "has to be a mapping or `unknown`", "`rotation`",
    ),
    "word for its mapping": (operation("idempotency: none"), "wrong-type", "12:18", "the text `none`", "{class: none}"),
    "number for a test": (
        operation("receipt: {success: 0}"),
        "wrong-type", "12:24", "`success` has to be a mapping, this is the number `0`", "",
    ),
    "text for a list": (
        SYSTEM + "operations: []\ndata: pii\n",
        "wrong-type", "10:7", "`data` has to be a list", "write a list: `[pii]`",
    ),
    "mapping for a list": (
        SYSTEM + "operations: []\nfeeds:\n  system: s\n",
        "wrong-type", "10:1", "`feeds` has to be a list", "put `- ` before it",
    ),
    "text for a tool": (
        AGENT + "tools:\n  - plain\n", "wrong-type", "7:5", "item 1 of `tools` has to be a mapping", "`name`",
    ),
    "duration in words": (
        operation("reversibility: {class: reversible, window: 12 hours}"),
        "wrong-format", "12:48", "`12 hours` is no duration", "write `12h`",
    ),
    "no duration at all": (INVENTORY + "stale_after: soon\n", "wrong-format", "4:14", "`soon` is no duration", "`90d`"),
    "number for a duration": (
        INVENTORY + "stale_after: 90\n", "wrong-type", "4:14", "has to be a duration", "`90d`",
    ),
    "id with a space": (
        TEAM.replace(": t", ": Pay Ments"), "wrong-format", "3:5", "`Pay Ments` is no id", "`pay-ments`",
    ),
    "id with a line end": (TEAM.replace(": t", ': "t\\n"'), "wrong-format", "3:5", "`t\\n` is no id", "write `t`"),
    "short date": (
        SYSTEM.replace("[]", "[{credential: c, access: read, until: 2026-1-2}]") + "operations: []\n",
        "wrong-format", "8:52", "`2026-1-2` is no date", "write `2026-01-02`",
    ),
    "field path": (
        operation("object: [order_id]"), "wrong-format", "12:14", "is no field path in a call", "`args.order_id`",
    ),
    "url": (
        TEAM + "links: [{title: t, url: wiki.example.com}]\n",
        "wrong-format", "4:25", "`wiki.example.com` is no URL", "`https://wiki.example.com`",
    ),
    "binding": (
        AGENT + "tools: [{name: n, operation: stripe.pay, credential: c}]\n",
        "wrong-format", "6:30", "`stripe.pay` is no operation of a system", "`stripe/create_refund`: SYSTEM/OPERATION",
    ),
    "email": (TEAM + "contact: {email: nobody}\n", "wrong-format", "4:18", "`nobody` is no `email`", "@example.com"),
    "rule name": (INVENTORY + "rules: {Bad_Rule: off}\n", "wrong-format", "4:9", "`Bad_Rule` is no rule name", ""),
    "negative": (
        INVENTORY + "budget: {systems: -1}\n", "wrong-format", "4:19", "`-1` is too small for `systems`", "0 or more",
    ),
    "empty text": (TEAM + 'lead: ""\n', "empty-value", "4:7", "`lead` is an empty text", "or delete it"),
    "blank text": (TEAM + 'lead: "  "\n', "empty-value", "4:7", "`lead` is an empty text", ""),
    "empty list": (TEAM + "on_call: {escalation: []}\n", "empty-value", "4:11", "`escalation` is an empty list", ""),
    "empty mapping": (TEAM + "contact: {}\n", "empty-value", "4:1", "`contact` is an empty mapping", "`email`"),
    "nothing": (
        TEAM + "lead:\n", "empty-value", "4:1", "nothing stands behind `lead`: it has to be text", "or delete it",
    ),
    "nothing where it is needed": (
        AGENT.replace(": o", ":") + "tools: []\n", "empty-value", "5:1", "nothing stands behind `owner`", "`owner: ",
    ),
    "empty key": (INVENTORY + 'budget: {"": 1}\n', "empty-value", "4:10", "a key of `budget` is empty", ""),
    "case that says nothing": (
        operation("reversibility: {class: reversible, unless: [{when: quota}]}"),
        "empty-value", "12:50", "a case of `unless` says nothing but `when`", "`class`",
    ),
    "repeated value": (
        SYSTEM + "operations: [{id: o, effect: [read, send, read]}]\n",
        "repeated-value", "9:43", "`read` stands twice in `effect`", "delete one",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_each_mistake_is_one_finding_in_its_place(name: str) -> None:
    text, rule, place, message, help_ = CASES[name]
    (finding,) = problems(text)
    assert (finding.rule, f"{finding.location.line}:{finding.location.column}") == (rule, place)
    assert message in finding.message
    assert help_ in finding.help
    assert finding.severity is Severity.ERROR


def test_findings_come_in_the_order_of_the_file_each_with_its_pointer() -> None:
    found = problems(
        AGENT + "tools:\n  - {name: n, operation: s/o, credential: c, retries: x, limit: {}}\nlabels: {a/b: 1}\n"
    )
    assert [finding.pointer for finding in found] == ["/tools/0/retries", "/tools/0/limit", "/labels/a~1b"]
    assert {finding.entity for finding in found} == {"agent:a"}


def test_missing_keys_of_one_mapping_are_told_apart() -> None:
    found = problems(INVENTORY + "exemptions: [{rule: r}]\n")
    assert len({finding.fingerprint for finding in found}) == len(found) == 4


def test_what_people_wrote_is_shown_on_one_short_line() -> None:
    (finding,) = problems(TEAM.replace(": t", ': "' + "x`\\n" * 100 + '"'))
    assert "\n" not in finding.message
    assert "\\n" in finding.message
    assert len(finding.message) < 200
    assert finding.message.count("`") == 2


def test_a_machine_made_heap_of_mistakes_is_cut_short_and_says_so() -> None:
    found = problems(AGENT + "tools:\n" + "  - {nam: x, operation: y}\n" * 5000)
    assert len(found) < 2000
    assert found[0].message.startswith("this document has more mistakes than")


HOSTILE = [
    "x" * 100_000,
    "\ud800",
    "1" * 400,
    10**299,
    -1,
    1e308,
    float("nan"),
    [],
    {},
    [[[]]],
    {"": {"": None}},
    None,
    True,
]


@pytest.mark.parametrize("value", HOSTILE, ids=[str(index) for index in range(len(HOSTILE))])
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_values_never_crash(kind: str, value: Any) -> None:
    for key in (*split_schema(kind)["properties"], "", "x" * 1000, "\x1b[31m"):
        found = schema_problems(document({**examples(kind)[0], key: value}))
        assert all(finding.message.isprintable() and len(finding.message) < 500 for finding in found)


def test_a_key_that_is_no_text_is_refused_not_crashed_on() -> None:
    assert schema_problems(document({**examples("Team")[0], "labels": {1: "x"}}))


@pytest.mark.parametrize("kind", KINDS)
def test_root_examples_are_valid(kind: str) -> None:
    assert [schema_problems(document(example)) for example in examples(kind)] == [[] for _ in examples(kind)]


@pytest.mark.parametrize("kind", KINDS)
def test_a_bundle_stands_alone_and_says_what_the_split_schema_says(kind: str) -> None:
    bundle = bundled(kind)
    refs = {node["$ref"] for _, node in values(bundle) if isinstance(node, dict) and isinstance(node.get("$ref"), str)}
    assert {ref.removeprefix("#/$defs/") for ref in refs} == set(bundle["$defs"])
    assert list(bundle["$defs"]) == sorted(bundle["$defs"])
    assert json.dumps(bundle) == json.dumps(bundled(kind))
    jsonschema.Draft202012Validator.check_schema(bundle)
    common = Resource.from_contents(split_schema("common"))
    apart = jsonschema.Draft202012Validator(
        split_schema(kind), registry=Registry().with_resource("common.v1.json", common)
    )
    alone = jsonschema.Draft202012Validator(bundle)
    fast = jsonschema_rs.Draft202012Validator(bundle)
    others: tuple[Any, ...] = ({}, [], "unknown", 7)
    for example in examples(kind):
        for data in (example, *({**example, key: value} for key in example for value in others)):
            assert apart.is_valid(data) == alone.is_valid(data) == fast.is_valid(data)


def test_a_valid_document_loads_no_explaining_library() -> None:
    program = (
        "import sys\n"
        "from blastradius.source.schema import schema_problems\n"
        "from blastradius.source.yaml import read_yaml\n"
        f"documents, _ = read_yaml({TEAM!r}, 'x')\n"
        "assert schema_problems(documents[0]) == []\n"
        "print([name for name in ('jsonschema', 'rapidfuzz', 'blastradius.source.explain') if name in sys.modules])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


# The two libraries agree: what one refuses, the other explains.

WORDS = (
    "unknown",
    "unknwon",
    "12 hours",
    "36h",
    "2026-01-02",
    "a/b",
    "read",
    "",
    " ",
    "x\n",
    "args.a",
    "none",
    "https://x",
)
VALUES = st.one_of(
    st.sampled_from(WORDS), st.integers(-2, 3), st.booleans(), st.none(), st.just(1.5), st.text(max_size=5),
    st.sampled_from([[], {}, ["x"], ["x", "x"], {"id": "x"}, {"none": True}, {"field": "a"}, {"when": "x"}]),
)  # fmt: skip


def document(data: Any) -> Document:
    return Document("x.yaml", 0, data, [0, 0, 0, 1])


def every_key(kind: str) -> Iterator[str]:
    for name in (kind, "common"):
        for _, node in values(split_schema(name)):
            if isinstance(node, dict) and isinstance(node.get("properties"), dict):
                yield from node["properties"]


KEYS = sorted({key for kind in KINDS for key in every_key(kind)})


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    """An example of a schema, broken in one to three places."""
    kind = draw(st.sampled_from(KINDS))
    data = draw(st.sampled_from(examples(kind)))
    for _ in range(draw(st.integers(1, 3))):
        places = [pointer for pointer, _ in values(data) if pointer and pointer != ("kind",)]
        pointer = draw(st.sampled_from(places))
        *way, last = pointer
        holder = Ref(document(data), tuple(way)).value
        change = draw(st.sampled_from(["drop", "rename", "replace", "replace", "add"]))
        if change == "replace":
            holder[last] = deepcopy(draw(VALUES))
        elif change == "drop":
            del holder[last]
        elif isinstance(holder, dict):
            new = draw(st.sampled_from(KEYS) | st.text(max_size=8) | st.just(f"{last}s"))
            holder[new] = holder.pop(last) if change == "rename" else deepcopy(draw(VALUES))
            data.setdefault("kind", kind)
    return kind, data


@cache
def judge(kind: str) -> jsonschema_rs.Draft202012Validator:
    registry = jsonschema_rs.Registry([("common.v1.json", split_schema("common"))])
    return jsonschema_rs.Draft202012Validator(split_schema(kind), registry=registry)


@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(mutated())
def test_every_refused_document_is_explained_and_no_other(case: tuple[str, dict[str, Any]]) -> None:
    kind, data = case
    found = schema_problems(document(data))
    if data["kind"] == kind:
        assert bool(found) == (not judge(kind).is_valid(data))
    for finding in found:
        assert "not what the format asks for" not in finding.message  # the last resort was needed
        for raw in ("valid under", "does not match", "is not of type", "required property", "None of", "``"):
            assert raw not in f"{finding.message} {finding.help}"
        assert finding.help.strip() == finding.help != ""
    assert len({(finding.rule, finding.pointer) for finding in found}) == len(found)
