"""Credentials of an invented organisation: where they are kept, and how they are taken back."""

from random import Random

from archetypes import COSTS, DOES_NOT_WORK, HOLDERS, Archetype
from facts import HEAD, Facts, past, verified
from organisation import REGULAR, Organisation


def credential(organisation: Organisation, index: int) -> Facts:
    """A credential: where it is kept and how it is taken back."""
    rng = Random(f"{organisation.seed}/credential/{index}")
    owner, kind = organisation.team_name(organisation.team_of(index)), organisation.opens(index)
    name = organisation.credential_name(index)
    facts: Facts = {
        "apiVersion": HEAD,
        "kind": "Credential",
        "id": name,
        "name": f"{kind.name} credential {organisation.position(index)} of {owner}",
        "type": kind.credential,
        "principal": f"svc-{name}",
    }
    if rng.random() < 0.3:
        facts["summary"] = f"Opens the {kind.name.lower()} for the jobs of {owner}; made by hand, not by Terraform"
    if rng.random() < 0.02:
        facts["fingerprint"] = f"hmac-sha256:{rng.getrandbits(256):064x}"
    facts["owner"] = owner
    if rng.random() < (0.02 if index in organisation.held else 0.998):
        facts["shared_with"] = rng.sample(HOLDERS, rng.choice((1, 1, 2)))
    facts["rotate_every"] = rng.choice(("90d", "180d", "365d"))
    facts["rotated"] = past(rng, 80)
    if rng.random() < 0.1:
        facts["expires"] = rng.choice(("2027-01-31", "2027-06-30T12:00:00Z"))
    ways = _ways(organisation, index, rng)
    if ways:
        facts["obtainable_from"] = ways
    facts["revoke"] = _revoke(name, owner, kind, rng)
    if organisation.role(index) == REGULAR and rng.random() < 0.04:
        facts["revoked_with"] = organisation.credential_name(
            organisation.members(organisation.team_of(index)).start + 5
        )
    if rng.random() < 0.1:
        facts["labels"] = {"tier": rng.choice("123")}
    if rng.random() < 0.05:
        facts["links"] = [{"title": "How it was made", "url": f"https://wiki.example.com/{owner}/{name}"}]
    facts["verified"] = verified(owner, rng)
    return facts


def _ways(organisation: Organisation, index: int, rng: Random) -> list[Facts]:
    """How somebody gets hold of it: most lie in the secret store, tokens of the store lie in the cluster, and so on."""
    team = organisation.team_of(index)
    word = organisation.team_name(team)
    mail, git, cluster, store, sso = (
        organisation.system_name(organisation.special(team, product))
        for product in ("mail", "git", "k8s", "vault", "sso")
    )
    in_store = {
        "system": store,
        "requires": ["secrets:read"],
        "resources": [organisation.mount(index)],
        "how": f"secret {organisation.mount(index)}/{organisation.opens(index).product}",
    }
    in_cluster = {
        "system": cluster,
        "access": "read",
        "requires": ["secrets:read"],
        "resources": [f"ns:{word}"],
        "how": f"secret store-token in namespace {word}",
    }
    in_pipeline = {
        "system": git,
        "access": "write",
        "requires": ["workflows:write"],
        "resources": [f"repo:{word}/site"],
        "how": "push a branch; its workflow runs with the deploy account",
    }
    by_mail = {
        "system": mail,
        "access": "read",
        "conditions": ["mfa"],
        "how": ["Ask for a password reset", "Read the mail and open the link"],
        "as": "write",
    }
    both = {
        "all_of": [
            {"system": mail, "access": "read", "how": "read the one-time code"},
            {"system": sso, "access": "read", "requires": ["sso.users.read"], "how": "the user name and the state"},
        ],
        "how": "sign in with both",
        "as": "write",
    }
    match organisation.role(index):
        case "store-admin":
            halves = [{key: way[key] for key in ("system", "access", "how")} for way in (in_pipeline, in_cluster)]
            return [{"all_of": halves, "conditions": ["approval"]}]
        case "store-token":
            return [in_cluster] if rng.random() < 0.8 else []
        case "cluster-account":
            return [in_pipeline] if rng.random() < 0.6 else []
        case "git-token":
            return [in_store] if rng.random() < 0.5 else []
        case _:
            drawn = rng.random()
            for way, share in (
                (in_store, 0.72),
                (in_pipeline, 0.08),
                (both, 0.05),
                (by_mail, 0.04),
                (in_cluster, 0.03),
            ):
                drawn -= share
                if drawn < 0:
                    return [way]
            return []


def _revoke(name: str, owner: str, kind: Archetype, rng: Random) -> Facts:
    facts: Facts = {}
    if rng.random() < 0.5:
        facts[f"# source: https://docs.example.com/{kind.product}/credentials/revoke (confirmed)"] = None
    facts |= {
        "how": [f"Open Settings > Access and delete svc-{name}", "Call it once more and see 401"],
        "url": f"https://console.example.com/{kind.product}/access",
        "by": owner,
        "effect_within": rng.choice(("5m", "10m", "1h")),
        "kills_sessions": rng.random() < 0.997,
        "issued_tokens_live": "0s" if rng.random() < 0.996 else rng.choice(("15m", "1h", "12h")),
    }
    if rng.random() < 0.8:
        facts["costs"] = rng.choice(COSTS)
    if rng.random() < 0.6:
        facts["does_not_work"] = [rng.choice(DOES_NOT_WORK)]
    if rng.random() < 0.5:
        facts["measured"] = {"on": past(rng, 80), "took": rng.choice(("20s", "90s", "4m"))}
    if rng.random() < 0.05:
        facts["verified"] = {"on": past(rng, 80), "by": owner, "how": "drilled"}
    return facts
