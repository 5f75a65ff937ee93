"""What operations of invented systems do, how they are undone, and what proves them: one function for each shape."""

from collections.abc import Callable, Mapping
from random import Random
from typing import NamedTuple

from archetypes import RESIDUE, TRAPS, Archetype
from facts import Facts


class Place(NamedTuple):
    """Where an operation belongs: the kind of system, the object it is about, and the team's name."""

    archetype: Archetype
    noun: str
    owner: str
    rng: Random

    def scope(self, verb: str) -> str:
        """A permission in the words of the system."""
        return self.archetype.scope.replace("{noun}", self.noun).replace("{verb}", verb)

    @property
    def words(self) -> str:
        """The object, in words."""
        return self.noun.replace("_", " ")

    @property
    def argument(self) -> str:
        """What a call is about."""
        return f"args.{self.noun}_id"

    def source(self, topic: str) -> str:
        """A comment that cites where a fact comes from."""
        sure = self.rng.choice(("confirmed", "confirmed", "confirmed-copy", "third-party"))
        return f"# source: https://docs.example.com/{self.archetype.product}/{self.noun}s/{topic} ({sure})"


def _get(place: Place) -> Facts:
    return {
        "id": f"get_{place.noun}",
        "summary": f"Read one {place.words}",
        "effect": "read",
        "requires": [place.scope("read")],
    }


def _list(place: Place) -> Facts:
    facts: Facts = {
        "id": f"list_{place.noun}s",
        "summary": f"Search the {place.words}s",
        "effect": "read",
        "requires": [place.scope("read")],
    }
    if place.rng.random() < 0.1:
        facts["limit"] = {"rate": "600/m"}
    return facts


def _create(place: Place) -> Facts:
    return {
        "id": f"create_{place.noun}",
        "summary": f"Make a {place.words}",
        "effect": "write",
        "requires": [place.scope("write")],
        "object": ["args.external_id"],
        "reversibility": {
            "class": "compensable",
            "window": "unlimited",
            "undo": [f"Delete the {place.words} {{result.id}} and see 404 when it is read"],
            "undo_operation": {"id": f"delete_{place.noun}", "with": {f"{place.noun}_id": "result.id"}},
            "residue": place.rng.choice(RESIDUE),
            "keep": ["result.id"],
        },
        "idempotency": _keyed(place, "args.external_id"),
        "receipt": {"completion": "sync", "fields": ["id"], "success": {"field": "id", "present": True}},
        "says": [f"created the {place.words}", f"new {place.words}"],
    }


def _update(place: Place) -> Facts:
    return {
        "id": f"update_{place.noun}",
        "summary": f"Change fields of a {place.words}",
        "effect": "write",
        "requires": [place.scope("write")],
        "object": [place.argument],
        "reversibility": {
            place.source("history"): None,
            "class": "reversible",
            "window": place.rng.choices(("30d", "90d", "unlimited"), (60, 1, 39))[0],
            "undo": [
                f"Open the history of {{{place.argument}}} and choose the version of before",
                f"Write {{before.fields}} back and compare the {place.words} with the version",
            ],
            "undo_operation": {"id": f"update_{place.noun}", "with": {f"{place.noun}_id": place.argument}},
            "undo_by": place.owner,
            "undo_requires": [place.scope("write")],
            "before": {"operation": f"get_{place.noun}", "match": {f"{place.noun}_id": place.argument}},
            "residue": place.rng.choice(RESIDUE),
        },
        "idempotency": {"class": "natural", "on_repeat": "The same values again", "scope": [place.argument]},
        "receipt": {
            "completion": "sync",
            "fields": ["id", "version"],
            "success": {"field": "version", "above": 0},
            "failure": {"matches": "^(Error|Conflict)"},
        },
        "limit": {"rate": f"{place.rng.choice((20, 60, 240))}/h"},
    }


def _delete(place: Place) -> Facts:
    window = place.rng.choices(("7d", "14d", "30d", "90d"), (20, 20, 58, 2))[0]
    return {
        "id": f"delete_{place.noun}",
        "summary": f"Delete a {place.words}",
        "effect": "delete",
        "requires": [place.scope("delete")],
        "object": [place.argument],
        "reversibility": {
            place.source("restore"): None,
            "class": "reversible",
            "window": window,
            "harm": "at-window-end",
            "available_after": "5m",
            "undo": [f"Open the bin, choose {{{place.argument}}}, restore it and see its activity"],
            "undo_operation": {"id": f"restore_{place.noun}", "with": {f"{place.noun}_id": place.argument}},
            "residue": place.rng.choice(RESIDUE),
            "unless": [
                {"when": place.rng.choice(TRAPS), "class": "compensable", "residue": place.rng.choice(RESIDUE)},
                {
                    "when": {"field": "args.permanent", "equals": True},
                    "class": "irreversible",
                    "residue": "Never enters the bin.",
                },
            ],
        },
        "idempotency": {
            "class": place.rng.choices(("natural", "worsens"), (97, 3))[0],
            "on_repeat": "A second delete empties the bin at once",
            "scope": [place.argument],
        },
        "receipt": {"completion": "sync", "success": {"field": "status", "in": ["deleted", "gone"]}},
        "limit": {"rate": "10/h"},
        "says": [f"deleted the {place.words}", "removed"],
    }


def _restore(place: Place) -> Facts:
    return {
        "id": f"restore_{place.noun}",
        "summary": f"Bring a deleted {place.words} back",
        "effect": "write",
        "requires": [place.scope("write")],
        "object": [place.argument],
        "reversibility": {
            "class": "reversible",
            "window": "unlimited",
            "undo": [f"Delete {{{place.argument}}} again"],
            "undo_operation": f"delete_{place.noun}",
            "one_shot": True,
        },
        "idempotency": {"class": "natural", "on_repeat": f"The {place.words} is already there"},
        "receipt": {"completion": "sync", "fields": ["id"], "success": {"field": "id", "present": True}},
    }


def _send(place: Place) -> Facts:
    return {
        "id": f"send_{place.noun}",
        "summary": f"Send a {place.words} to people outside",
        "effect": ["write", "send"],
        "requires": [place.scope("write"), place.scope("send")],
        "object": ["args.to", "args.subject"],
        "reversibility": {
            "class": "irreversible",
            "harm": "at-once",
            "undo": ["Send a correction to {args.to}"],
            "residue": "It is delivered; nobody can call it back.",
            "keep": ["result.id"],
        },
        "# unconfirmed: no idempotency key; a retried send is a second one": None,
        "idempotency": {"class": "none", "on_repeat": "A second one", "scope": ["args.to", "args.subject"]},
        "receipt": {
            "completion": "async",
            "fields": ["id"],
            "success": {"field": "status", "equals": "queued"},
            "read_back": _read_back(place, "delivered"),
        },
        "limit": {"rate": "120/h", "amount": "500 recipients a day"},
        "says": ["sent", "notified", "wrote to"],
        "audit_log": {"retention": "7d"},
    }


def _pay(place: Place) -> Facts:
    return {
        "id": f"pay_{place.noun}",
        "summary": f"Move money: {place.words} to the account of a customer",
        "effect": "pay",
        "requires": [place.scope("write")],
        "object": ["args.order_id"],
        "amount": {"field": "args.amount", "currency": "args.currency", "minor_units": True},
        "reversibility": {
            place.source("cancel"): None,
            "class": "compensable",
            "until": "settlement of the batch",
            "harm": "at-once",
            "undo": [
                "Cancel {result.id} while it is pending and see canceled",
                "Else ask for {args.amount} back by a payment link, and keep its id",
            ],
            "undo_by": place.owner,
            "residue": "The customer has seen two bookings; fees are lost.",
            "keep": ["result.id"],
            "unless": [
                {
                    "when": {"field": "args.amount", "above": 50000},
                    "class": "irreversible",
                    "window": "1h",
                    "residue": "Large amounts are paid out at once.",
                }
            ],
        },
        "idempotency": _keyed(place, "args.order_id"),
        "receipt": {
            "completion": "async",
            "fields": ["id", "status"],
            "success": {"field": "status", "in": ["succeeded", "pending"]},
            "failure": {"field": "status", "in": ["failed", "canceled"]},
            "read_back": _read_back(place, "succeeded"),
        },
        "limit": {"rate": "30/h", "amount": "250 EUR each"},
        "says": ["paid", "money back", "transferred"],
    }


def _grant(place: Place) -> Facts:
    return {
        "id": f"add_{place.noun}_member",
        "summary": f"Give somebody access to a {place.words}",
        "effect": "grant",
        "requires": [place.scope("admin")],
        "object": [place.argument, "args.user_id"],
        "reversibility": {
            "class": "compensable",
            "window": "unlimited",
            "undo": ["Remove {args.user_id} and see the list of members without the name"],
            "undo_operation": {
                "id": f"remove_{place.noun}_member",
                "with": {f"{place.noun}_id": place.argument, "user_id": "args.user_id"},
            },
            "residue": "What was read meanwhile stays read; sessions live until they end by themselves.",
        },
        "idempotency": {"class": "natural", "on_repeat": "Already a member"},
        "receipt": {"completion": "sync", "success": {"field": "role", "present": True}},
        "limit": {"rate": "20/d"},
        "says": ["gave access", "added to the group"],
    }


def _remove(place: Place) -> Facts:
    return {
        "id": f"remove_{place.noun}_member",
        "summary": f"Take somebody's access to a {place.words} away",
        "effect": "grant",
        "requires": [place.scope("admin")],
        "object": [place.argument, "args.user_id"],
        "reversibility": {
            "class": "reversible",
            "window": "unlimited",
            "undo": ["Add {args.user_id} again with the former role"],
            "undo_operation": f"add_{place.noun}_member",
        },
        "idempotency": {"class": "natural", "on_repeat": "Already out"},
        "receipt": {"completion": "sync", "success": {"matches": "^(removed|not found)"}},
    }


def _run(place: Place) -> Facts:
    return {
        "id": f"run_on_{place.noun}",
        "summary": f"Run free code or SQL against the {place.words}s",
        "effect": "execute",
        "access": place.rng.choice(("write", "admin")),
        "requires": [place.scope("execute")],
        "object": ["args.statement"],
        "reversibility": {
            "# The safe default: what free code did cannot be said in advance.": None,
            "class": "irreversible",
            "harm": "at-once",
            "undo": ["Read the statement in the log", "Restore the backup of before beside it and copy the rows back"],
            "residue": "Everything since the backup.",
        },
        "idempotency": {"class": "none", "on_repeat": "It runs again"},
        "receipt": {"completion": "sync", "fields": ["rows"], "success": {"field": "error", "present": False}},
    }


def _export(place: Place) -> Facts:
    return {
        "id": f"export_{place.noun}s",
        "summary": f"Write all {place.words}s to a share and send the link",
        "effect": ["read", "send"],
        "vendor": "aws-s3",
        "requires": [place.scope("read"), place.scope("export")],
        "object": ["args.segment"],
        "reversibility": {
            "class": "compensable",
            "window": "24h",
            "undo": ["Revoke link {result.url} and see 403", "Read in the log who has opened it"],
            "residue": "Whoever has downloaded it keeps it.",
            "keep": ["result.url"],
        },
        "idempotency": {"class": "none", "on_repeat": "A second link", "scope": ["args.segment"]},
        "receipt": {
            "completion": "async",
            "fields": ["url"],
            "success": {"field": "url", "present": True},
            "read_back": _read_back(place, "exported"),
        },
    }


def _archive(place: Place) -> Facts:
    return {
        "id": f"archive_{place.noun}",
        "summary": f"Put a {place.words} away",
        "effect": "write",
        "requires": [place.scope("write")],
        "object": [place.argument],
        "reversibility": {
            "class": "reversible",
            "window": "unlimited",
            "undo": [f"Unarchive {{{place.argument}}}, then invite the members again"],
            "residue": "Members have to be invited again.",
        },
        "idempotency": {"class": "natural", "on_repeat": "Already archived"},
        "receipt": {"completion": "sync", "success": {"field": "ok", "equals": True}},
        "says": ["archived", "closed"],
    }


def _merge(place: Place) -> Facts:
    return {
        "id": f"merge_{place.noun}s",
        "summary": f"Make one of two {place.words}s",
        "effect": ["write", "delete"],
        "requires": [place.scope("write"), place.scope("delete")],
        "object": ["args.primary_id", "args.secondary_id"],
        "also": [f"delete_{place.noun}"],
        "reversibility": {
            place.source("merge"): None,
            "class": "irreversible",
            "residue": "The values of the second are lost where the first had its own.",
        },
        "idempotency": {"class": "natural", "on_repeat": "The second no longer exists"},
        "receipt": {"completion": "sync", "fields": ["id"], "success": {"field": "id", "present": True}},
    }


def _read_back(place: Place, status: str) -> Facts:
    return {"operation": f"get_{place.noun}", "expect": {"field": "status", "equals": status}, "after": "10m"}


def _keyed(place: Place, argument: str) -> Facts:
    carrier, name = place.rng.choice(
        (("header", "Idempotency-Key"), ("parameter", "request_id"), ("client_id", "external_id"))
    )
    return {
        "class": "keyed",
        "on_repeat": "The first answer is given again",
        "key": {"carrier": carrier, "name": name},
        "window": place.rng.choice(("24h", "7d", "unlimited")),
        "on_mismatch": place.rng.choice(("error", "replay")),
        "scope": [argument],
    }


SHAPES: Mapping[str, Callable[[Place], Facts]] = {
    "get": _get,
    "list": _list,
    "create": _create,
    "update": _update,
    "delete": _delete,
    "restore": _restore,
    "send": _send,
    "pay": _pay,
    "grant": _grant,
    "remove": _remove,
    "run": _run,
    "export": _export,
    "archive": _archive,
    "merge": _merge,
}
