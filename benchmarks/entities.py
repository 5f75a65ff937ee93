"""The entities of an invented organisation, each as the mapping that is written into its file."""

from datetime import date, timedelta
from random import Random
from typing import Any

from archetypes import COSTS, DOES_NOT_WORK, HOLDERS, RESIDUE, WORDS, Archetype
from operations import LEVELS, Facts, level, operations
from organisation import MOUNTS, REGULAR, Organisation

TODAY = date(2026, 11, 22)
"""The day of the inventory: what has happened lies before it."""

_HEAD = "blastradius/v1"
_CONDITIONS = ("mfa", "mfa", "vpn", "approval", "email-otp")
_SAFE_DEFAULT = "# The safe default: an operation of this system that states nothing of its own counts as final."


def marker(organisation: Organisation) -> Facts:
    """`blastradius.yaml`."""
    return {
        "apiVersion": _HEAD,
        "kind": "Inventory",
        "id": f"generated-{organisation.count}",
        "name": "Generated organisation",
        "summary": f"{organisation.count} invented systems, for measuring",
        "exclude": ["drafts/**"],
        "stale_after": "90d",
        "rules": {"unproven": "info"},
        "exemptions": [
            {
                "rule": "unknown-cell",
                "target": f"system:{organisation.system_name(_first_unknown(organisation))}",
                "reason": "The vendor is asked; the ticket is open.",
                "by": organisation.team_name(0),
                "until": "2027-01-31",
            }
        ],
    }


def team(organisation: Organisation, index: int) -> Facts:
    """A team with its rotation."""
    rng = Random(f"{organisation.seed}/team/{index}")
    name = organisation.team_name(index)
    return {
        "apiVersion": _HEAD,
        "kind": "Team",
        "id": name,
        "name": name.replace("-", " ").capitalize(),
        "summary": f"Builds and runs what {name} needs, and answers for it",
        "lead": f"Head of {name}",
        "contact": {"email": f"{name}@example.com", "channel": f"#{name}", "phone": _phone(rng)},
        "on_call": _on_call(name, rng),
        "verified": _verified(name, rng),
    }


def agent(organisation: Organisation, index: int) -> Facts:
    """An agent with its tools."""
    rng = Random(f"{organisation.seed}/agent/{index}")
    plan = organisation.agents[index]
    owner = organisation.team_name(plan.team)
    facts: Facts = {
        "apiVersion": _HEAD,
        "kind": "Agent",
        "id": plan.id,
        "name": f"Agent {index} of {owner}",
        "summary": f"Does the routine work of {owner}; a person approves what cannot be undone",
        "status": "retired" if index % 10 == 9 else "live" if index % 4 else "pre-launch",
        "owner": owner,
        "on_call": _on_call(owner, rng),
        "kill_switch": _kill_switch(f"agents.{plan.id}", owner, rng),
        "appears_as": {"service": [plan.id], "agent": [plan.id.replace("-", "_")]},
        "sdk_retries": rng.choice((0, 2)),
    }
    if index + 1 < len(organisation.agents) and index % 3 == 0:
        facts["delegates_to"] = [organisation.agents[index + 1].id]
    facts["tools"] = [*_tools(organisation, index, rng), {
        "name": "add_numbers", "operation": "none", "because": "Pure arithmetic in the agent's own process."
    }]  # fmt: skip
    facts["verified"] = _verified(owner, rng)
    return facts


def _tools(organisation: Organisation, index: int, rng: Random) -> list[Facts]:
    tools: list[Facts] = []
    for number, binding in enumerate(organisation.agents[index].bindings):
        system = organisation.system_name(binding.system)
        operation = _operations(organisation, binding.system)[binding.operation]
        named: Any = f"{system}/{operation['id']}"
        if number % 6 == 5:
            own = {"credential": organisation.credential_name(binding.credential)}
            named = [{"id": named, "when": {"field": "args.dry_run", "equals": False}} | own]
        tool: Facts = {
            "name": f"{operation['id']}_{number}",
            "operation": named,
            "credential": organisation.credential_name(binding.credential),
            "approval": "none" if operation["effect"] == "read" else rng.choice(("policy", "human")),
            "retries": 2 if operation["effect"] == "read" else 0,
        }
        if operation["effect"] != "read":
            tool["limit"] = {"rate": f"{rng.choice((5, 20, 60))}/h"}
            tool["idempotency_key"] = rng.choice(("run+step+tool+scope", "arguments", "none"))
        if number % 4 == 3:
            tool["schema_sha256"] = f"{rng.getrandbits(256):064x}"
            tool["server"] = f"{system}-mcp"
        tools.append(tool)
    return tools


def system(organisation: Organisation, index: int) -> Facts:
    """A system with its grants and operations."""
    rng = Random(f"{organisation.seed}/system/{index}")
    kind, owner = organisation.archetype(index), organisation.team_name(organisation.team_of(index))
    facts: Facts = {
        "apiVersion": _HEAD,
        "kind": "System",
        "id": organisation.system_name(index),
        "name": f"{kind.name} {rng.choice(WORDS)} of {owner}",
        "summary": kind.summary,
    }
    if kind.vendor and rng.random() < 0.5:
        facts["vendor"] = kind.vendor
        if rng.random() < 0.5:
            facts["plan"] = rng.choice(("Team", "Business", "Enterprise"))
    facts["environment"] = rng.choices(("production", "staging", "sandbox"), (8, 1, 1))[0]
    facts["owner"] = owner
    if kind.data:
        facts["data"] = list(kind.data)
    if kind.untrusted and organisation.position(index) >= len(MOUNTS):
        facts["untrusted_input"] = True
    if rng.random() < 0.2:
        facts["labels"] = {"tier": rng.choice("123"), "region": rng.choice(("eu", "us", "apac"))}
    if rng.random() < 0.2:
        facts["links"] = [{"title": "Runbook", "url": f"https://runbooks.example.com/{owner}/{facts['id']}"}]
    if rng.random() < 0.05:
        facts["on_call"] = _on_call(owner, rng)
    if _is_unknown(organisation, index) and index % 400 > 200:
        facts["# blastradius: ignore[unknown-cell] because the vendor ships its log next quarter"] = None
    facts["audit_log"] = _audit_log(organisation, index, rng)
    facts["reversibility"] = {
        _SAFE_DEFAULT: None,
        "class": "irreversible",
        "residue": "Everything, unless the operation says otherwise.",
    }
    found = _operations(organisation, index)
    _add_scopes_and_discharges(facts, kind, found, rng)
    facts["credentials"] = _grants(organisation, index, found, rng)
    facts["operations"] = found
    _add_feeds(facts, organisation, index, rng)
    if rng.random() < 0.8:
        facts["kill_switch"] = _kill_switch(f"the integration in the console of {facts['id']}", owner, rng)
    if kind.vendor and rng.random() < 0.1:
        facts["vendor_support"] = {
            "url": f"https://support.example.com/{kind.product}",
            "phone": _phone(rng),
            "plan": "Premium, answer within 1 h",
        }
    if rng.random() > 0.003:
        facts["verified"] = _verified(owner, rng)
    return facts


def _operations(organisation: Organisation, index: int) -> list[Facts]:
    return operations(
        organisation.archetype(index),
        organisation.team_name(organisation.team_of(index)),
        organisation.operations[index],
        Random(f"{organisation.seed}/operations/{index}"),
    )


def _is_unknown(organisation: Organisation, index: int) -> bool:
    """Some cells nobody has filled yet: one system in two hundred."""
    return index % 200 == 17 and index not in organisation.needs


def _first_unknown(organisation: Organisation) -> int:
    return next(index for index in range(organisation.count) if _is_unknown(organisation, index))


def _audit_log(organisation: Organisation, index: int, rng: Random) -> Any:
    if _is_unknown(organisation, index):
        return "unknown"
    kind = organisation.archetype(index)
    if index not in organisation.needs and rng.random() < 0.02:
        return {"none": True, "because": f"The {kind.name.lower()} keeps no log; its gateway is being replaced."}
    word = organisation.team_name(organisation.team_of(index))
    log: Facts = {}
    if rng.random() < 0.5:
        log[f"# source: https://docs.example.com/{kind.product}/audit-log (confirmed)"] = None
    return log | {
        "location": kind.location.replace("{word}", word),
        "query": kind.query.replace("{word}", word),
        "retention": kind.retention,
        "delay": rng.choice(("1m", "5m", "10m", "1h")),
        "access": f"Team {word} and Security, role Auditor",
        "attributes": rng.choice(("credential", "credential", "user", "agent")),
    }


def _add_scopes_and_discharges(facts: Facts, kind: Archetype, found: list[Facts], rng: Random) -> None:
    scopes = _scopes(found)
    if len(scopes) > 1 and rng.random() < 0.3:
        facts["scope_implies"] = {scopes[-1]: [scopes[0]]}
    if rng.random() < 0.03:
        facts["scopes_case"] = "insensitive"
    if kind.product == "mail":
        facts["discharges"] = [
            "# Whoever reads the mailbox reads the one-time code.",
            {"condition": "email-otp", "access": "read"},
        ]
    if kind.product == "sso":
        facts["discharges"] = [{"condition": "mfa", "access": "admin"}]


def _scopes(found: list[Facts]) -> list[str]:
    return list(dict.fromkeys(scope for operation in found for scope in operation["requires"]))


def _grants(organisation: Organisation, index: int, found: list[Facts], rng: Random) -> list[Any]:
    grants: list[Any] = []
    needed: dict[int, list[Facts]] = {}
    for binding in organisation.needs.get(index, ()):
        needed.setdefault(binding.credential, []).append(found[binding.operation])
    for credential in organisation.grants[index]:
        facts: Facts = {"credential": organisation.credential_name(credential)}
        if credential in needed:
            called = needed[credential]
            facts |= {"access": max(map(level, called), key=LEVELS.index), "scopes": _scopes(called)}
        elif organisation.role(credential) == REGULAR or organisation.role(credential) == "monitor":
            facts |= _usual_grant(organisation, index, credential, found, rng)
        else:
            facts |= _special_grant(organisation, index, credential)
        if rng.random() < 0.04:
            grants.append("# Reviewed with the owner; narrower scopes break the nightly job.")
        grants.append(facts)
    return grants


def _usual_grant(
    organisation: Organisation, index: int, credential: int, found: list[Facts], rng: Random
) -> Facts:
    kind, scopes = organisation.archetype(index), _scopes(found)
    if organisation.position(index) < len(MOUNTS) + 1 or organisation.role(credential) == "monitor":
        return {"access": "read", "scopes": [kind.scope.replace("{noun}", kind.nouns[0]).replace("{verb}", "list")]}
    facts: Facts = {"access": rng.choices(LEVELS, (45, 45, 10))[0]}
    if rng.random() < 0.75:
        facts["scopes"] = sorted(rng.sample(scopes, rng.randint(1, len(scopes))))
    elif rng.random() < 0.3:
        facts["scopes"] = [f"{scopes[0][: len(scopes[0]) // 2]}*"]
    if rng.random() < 0.3:
        facts["resources"] = [
            kind.resource.replace("{word}", word) for word in rng.sample(WORDS, rng.choice((1, 1, 2)))
        ]
    if rng.random() < 0.08:
        facts["conditions"] = [rng.choice(_CONDITIONS)]
    if rng.random() < 0.04:
        facts["until"] = rng.choice(("2026-12-31", "2027-01-31", "2027-03-31T18:00:00Z"))
    if "scopes" not in facts and rng.random() < 0.3:
        facts["denies"] = [scopes[-1]]
    if rng.random() < 0.02:
        facts["verified"] = _verified("security", rng)
    return facts


def _special_grant(organisation: Organisation, index: int, credential: int) -> Facts:
    """A grant on a secret store, a cluster, a source control, a mailbox or a sign-on."""
    word = organisation.team_name(organisation.team_of(index))
    match organisation.role(credential):
        case "store-admin":
            return {"access": "admin"}
        case "store-token":
            mounts = [organisation.mount(credential)]
            if organisation.position(credential) == len(MOUNTS) + 4:
                mounts.append(f"kv/{word}/{MOUNTS[0]}")
            return {"access": "read", "scopes": ["secrets:read", "secrets:list"], "resources": mounts}
        case "cluster-account":
            return {"access": "write", "scopes": ["deployments:*", "secrets:read"], "resources": [f"ns:{word}"]}
        case "git-token" if organisation.archetype(index).product == "k8s":
            return {"access": "write", "scopes": ["deployments:write", "secrets:read"], "resources": [f"ns:{word}"]}
        case "git-token":
            return {"access": "write", "scopes": ["contents:*", "workflows:write"], "resources": [f"repo:{word}/site"]}
        case "mail-delegate":
            return {"access": "write", "scopes": ["https://mail.example.com/auth/*"]}
        case _:
            return {"access": "admin", "conditions": ["vpn"]}


def _add_feeds(facts: Facts, organisation: Organisation, index: int, rng: Random) -> None:
    if organisation.position(index) <= len(MOUNTS) or rng.random() > 0.4:
        return
    team = organisation.team_of(index) if rng.random() < 0.85 else rng.randrange(organisation.teams)
    members = organisation.members(team)
    other = rng.choice(range(members.start + len(MOUNTS) + 1, members.stop))
    if other != index:
        facts["feeds"] = [
            {
                "system": organisation.system_name(other),
                "what": f"changes of every {rng.choice(organisation.archetype(index).nouns).replace('_', ' ')}",
                "delay": rng.choice(("1m", "15m", "6h", "24h")),
                "stop": "Pause the connector in the loader",
            }
        ]


def credential(organisation: Organisation, index: int) -> Facts:
    """A credential: where it is kept and how it is taken back."""
    rng = Random(f"{organisation.seed}/credential/{index}")
    owner, kind = organisation.team_name(organisation.team_of(index)), organisation.opens(index)
    name = organisation.credential_name(index)
    facts: Facts = {
        "apiVersion": _HEAD,
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
    if rng.random() < 0.4:
        facts["shared_with"] = rng.sample(HOLDERS, rng.choice((1, 1, 2)))
    facts["rotate_every"] = rng.choice(("90d", "180d", "365d"))
    facts["rotated"] = _past(rng, 80)
    if rng.random() < 0.1:
        facts["expires"] = rng.choice(("2027-01-31", "2027-06-30T12:00:00Z"))
    ways = _ways(organisation, index, rng)
    if ways:
        facts["obtainable_from"] = ways
    facts["revoke"] = _revoke(name, owner, kind, rng)
    if organisation.role(index) == REGULAR and rng.random() < 0.04:
        facts["revoked_with"] = organisation.credential_name(organisation.members(organisation.team_of(index)).start + 5)
    if rng.random() < 0.1:
        facts["labels"] = {"tier": rng.choice("123")}
    if rng.random() < 0.05:
        facts["links"] = [{"title": "How it was made", "url": f"https://wiki.example.com/{owner}/{name}"}]
    facts["verified"] = _verified(owner, rng)
    return facts


def _ways(organisation: Organisation, index: int, rng: Random) -> list[Facts]:
    """How somebody gets hold of it: most lie in the secret store, tokens of the store lie in the cluster, and so on."""
    team = organisation.team_of(index)
    word = organisation.team_name(team)
    mail, git, cluster, store, sso = (
        organisation.system_name(organisation.special(team, product)) for product in ("mail", "git", "k8s", "vault", "sso")
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
            return [{"all_of": [{key: part[key] for key in ("system", "access", "how")} for part in (in_pipeline, in_cluster)],
                     "conditions": ["approval"]}]  # fmt: skip
        case "store-token":
            return [in_cluster] if rng.random() < 0.8 else []
        case "cluster-account":
            return [in_pipeline] if rng.random() < 0.6 else []
        case "git-token":
            return [in_store] if rng.random() < 0.5 else []
        case _:
            drawn = rng.random()
            for way, share in ((in_store, 0.72), (in_pipeline, 0.08), (both, 0.05), (by_mail, 0.04), (in_cluster, 0.03)):
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
        "effect_within": rng.choice(("1m", "5m", "10m", "1h")),
        "kills_sessions": rng.random() < 0.6,
        "issued_tokens_live": rng.choice(("0s", "0s", "15m", "1h", "12h")),
    }
    if rng.random() < 0.8:
        facts["costs"] = rng.choice(COSTS)
    if rng.random() < 0.6:
        facts["does_not_work"] = [rng.choice(DOES_NOT_WORK)]
    if rng.random() < 0.5:
        facts["measured"] = {"on": _past(rng, 80), "took": rng.choice(("20s", "90s", "4m"))}
    if rng.random() < 0.05:
        facts["verified"] = {"on": _past(rng, 80), "by": owner, "how": "drilled"}
    return facts


def _kill_switch(what: str, owner: str, rng: Random) -> Facts:
    facts: Facts = {
        "how": [f"Switch {what} off and see state Stopped", "Make one call and see 403"],
        "by": owner,
        "effect_within": rng.choice(("1m", "2m", "5m")),
    }
    if rng.random() < 0.6:
        facts["measured"] = {"on": _past(rng, 80), "took": rng.choice(("4s", "25s", "2m"))}
    return facts


def _on_call(name: str, rng: Random) -> Facts:
    return {
        "rotation": f"https://oncall.example.com/{name}",
        "channel": f"#{name}-oncall",
        "phone": _phone(rng),
        "hours": rng.choice(("24x7", "weekdays 08:00-20:00 Europe/London; outside these hours the page goes to platform")),
        "escalation": [f"{name} secondary after 10 minutes", f"Head of {name} after 25 minutes"],
        "reaches_human": _past(rng, 60),
    }


def _verified(by: str, rng: Random) -> Facts:
    """Who stands for it. One proof in two hundred is too old."""
    on = _past(rng, 85) if rng.random() > 0.005 else "2026-05-04"
    how = rng.choices(("declared", "confirmed", "observed", "drilled"), (1, 4, 2, 3))[0]
    return {"on": on, "by": by, "how": how}


def _past(rng: Random, days: int) -> str:
    return (TODAY - timedelta(days=rng.randint(2, days))).isoformat()


def _phone(rng: Random) -> str:
    return f"+1-555-{rng.randint(100, 9999):04d}"
