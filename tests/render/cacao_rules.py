"""What CACAO 2.0 asks of a manual playbook, in our words: its shape as a schema, and what no schema can say.

Source: OASIS, CACAO Security Playbooks Version 2.0, sections 3, 4, 5.7, 7 and 10. Written from the text, and stricter
than the schemas of the committee, which let pass a step that nothing leads to.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from jsonschema import Draft202012Validator

_UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}
_TEXT = {"type": "string", "minLength": 1}
_ACTIVITIES = [
    "compose-content",
    "deliver-content",
    "identify-audience",
    "identify-channel",
    "scan-system",
    "match-indicator",
    "analyze-collected-data",
    "identify-indicators",
    "scan-vulnerabilities",
    "configure-systems",
    "restrict-access",
    "disconnect-system",
    "eliminate-risk",
    "revert-system",
    "restore-data",
    "restore-capabilities",
    "map-network",
    "identify-steps",
    "step-sequence",
    "prepare-engagement",
    "execute-operation",
    "analyze-engagement-results",
]
_TYPES = [
    "attack",
    "detection",
    "engagement",
    "investigation",
    "mitigation",
    "notification",
    "prevention",
    "remediation",
]


def _id(*kinds: str) -> dict[str, Any]:
    return {"type": "string", "pattern": f"^({'|'.join(kinds)})--{_UUID}$"}


def _object(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": required | (optional or {}),
        "required": list(required),
        "additionalProperties": False,
    }


def _listed(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


_REFERENCES = _listed(
    {**_object({"name": _TEXT}, {"url": _TEXT, "external_id": _TEXT, "description": _TEXT}), "minProperties": 2}
)
_COMMAND = _object(
    {"type": {"const": "manual"}, "command": _TEXT}, {"playbook_activity": {"enum": _ACTIVITIES}, "description": _TEXT}
)
_WORKFLOW = {
    "type": "object",
    "patternProperties": {
        f"^start--{_UUID}$": _object({"type": {"const": "start"}, "on_completion": _id("action")}),
        f"^end--{_UUID}$": _object({"type": {"const": "end"}}),
        f"^action--{_UUID}$": _object(
            {
                "type": {"const": "action"},
                "name": _TEXT,
                "on_completion": _id("action", "end"),
                "commands": {"type": "array", "items": _COMMAND, "minItems": 1},
                "agent": _id("group"),
            },
            {"description": _TEXT, "external_references": _REFERENCES},
        ),
    },
    "additionalProperties": False,
}
_CONTACT = _object({}, {"phone": {"type": "object", "additionalProperties": _TEXT}, "contact_details": _TEXT})
SCHEMA = _object(
    {
        "type": {"const": "playbook"},
        "spec_version": {"const": "cacao-2.0"},
        "id": _id("playbook"),
        "name": _TEXT,
        "description": _TEXT,
        "playbook_types": _listed({"enum": _TYPES}),
        "playbook_activities": _listed({"enum": _ACTIVITIES}),
        "playbook_processing_summary": _object({"manual_playbook": {"const": True}}),
        "created_by": _id("identity"),
        "created": _MOMENT,
        "modified": _MOMENT,
        "labels": _listed(_TEXT),
        "external_references": _REFERENCES,
        "workflow_start": _id("start"),
        "workflow": _WORKFLOW,
        "agent_definitions": {
            "type": "object",
            "patternProperties": {
                f"^group--{_UUID}$": _object(
                    {"type": {"const": "group"}, "name": _TEXT}, {"description": _TEXT, "contact": _CONTACT}
                )
            },
            "additionalProperties": False,
            "minProperties": 1,
        },
    },
    {"valid_until": _MOMENT},
)


def faults(playbook: Any) -> list[str]:
    """Everything in which a playbook is none."""
    found = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(SCHEMA).iter_errors(playbook)]
    return found or list(_faults(playbook))


def _faults(playbook: dict[str, Any]) -> Iterator[str]:
    steps = playbook["workflow"]
    walked = _walked(playbook)
    if walked[-1:] != ["end"]:
        yield f"the workflow does not end: {walked[-1:]}"
    if len(walked) != len(steps):
        yield f"{len(steps)} steps, of which {len(walked)} are walked"
    if sum(step["type"] == "action" for step in steps.values()) < 1:
        yield "there is nothing to do"
    actions = [step for step in steps.values() if step["type"] == "action"]
    if {step["agent"] for step in actions} != set(playbook["agent_definitions"]):
        yield "agents that are used, and those that are defined, are not the same"
    done = {each["playbook_activity"] for step in actions for each in step["commands"]}
    if done != set(playbook["playbook_activities"]):
        yield "activities that are listed, and those of the commands, are not the same"
    above = playbook["external_references"]
    if any(each not in above for step in actions for each in step.get("external_references", [])):
        yield "a step refers to what the playbook does not"
    if playbook["modified"] < playbook["created"]:
        yield "it was modified before it was there"
    yield from _id_faults(playbook)


def _walked(playbook: dict[str, Any]) -> list[str]:
    """The types of the steps in the order in which they are carried out."""
    found: list[str] = []
    at: str | None = playbook["workflow_start"]
    while at in playbook["workflow"] and len(found) <= len(playbook["workflow"]):
        step = playbook["workflow"][at]
        found.append(step["type"])
        at = step.get("on_completion")
    return found


def _id_faults(playbook: dict[str, Any]) -> Iterator[str]:
    others = [*playbook["workflow"], *playbook["agent_definitions"], playbook["created_by"]]
    uuids = [UUID(each.partition("--")[2]) for each in (playbook["id"], *others)]
    if len(set(uuids)) != len(uuids):
        yield "a UUID is used twice"
    if uuids[0].version != 5:
        yield "the id of the playbook is no UUIDv5"
    if {each.version for each in uuids[1:]} != {4}:
        yield "the id of a step is no UUIDv4"
