"""The entities of an invented organisation, each as the mapping that is written into its file."""

from random import Random
from typing import Any

from archetypes import WORDS, Archetype
from facts import HEAD, Facts, kill_switch, on_call, phone, verified
from operations import LEVELS, level, operations
from organisation import FIRST_OPEN, MOUNTS, REGULAR, Organisation, is_open

_CONDITIONS = ("mfa", "mfa", "vpn", "approval", "email-otp")
_SAFE_DEFAULT = "# The safe default: an operation of this system that states nothing of its own counts as final."


def marker(organisation: Organisation) -> Facts:
    """`blastradius.yaml`."""
    return {
        "apiVersion": HEAD,
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
                "target": f"system:{organisation.system_name(FIRST_OPEN)}",
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
        "apiVersion": HEAD,
        "kind": "Team",
        "id": name,
        "name": name.replace("-", " ").capitalize(),
        "summary": f"Builds and runs what {name} needs, and answers for it",
        "lead": f"Head of {name}",
        "contact": {"email": f"{name}@example.com", "channel": f"#{name}", "phone": phone(rng)},
        "on_call": on_call(name, rng),
        "verified": verified(name, rng),
    }


def agent(organisation: Organisation, index: int) -> Facts:
    """An agent with its tools."""
    rng = Random(f"{organisation.seed}/agent/{index}")
    plan = organisation.agents[index]
    owner = organisation.team_name(plan.team)
    facts: Facts = {
        "apiVersion": HEAD,
        "kind": "Agent",
        "id": plan.id,
        "name": f"Agent {index} of {owner}",
        "summary": f"Does the routine work of {owner}; a person approves what cannot be undone",
        "status": "retired" if index % 10 == 9 else "live" if index % 4 else "pre-launch",
        "owner": owner,
        "on_call": on_call(owner, rng),
        "kill_switch": kill_switch(f"agents.{plan.id}", owner, rng),
        "appears_as": {"service": [plan.id], "agent": [plan.id.replace("-", "_")]},
        "sdk_retries": rng.choices((0, 2), (19, 1))[0],
    }
    if index + 1 < len(organisation.agents) and index % 3 == 0:
        facts["delegates_to"] = [organisation.agents[index + 1].id]
    facts["tools"] = [*_tools(organisation, index, rng), {
        "name": "add_numbers", "operation": "none", "because": "Pure arithmetic in the agent's own process."
    }]  # fmt: skip
    facts["verified"] = verified(organisation.team_name((plan.team + 1) % organisation.teams), rng)
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
            tool["idempotency_key"] = rng.choices(("run+step+tool+scope", "arguments", "none"), (60, 1, 39))[0]
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
        "apiVersion": HEAD,
        "kind": "System",
        "id": organisation.system_name(index),
        "name": f"{kind.name} {rng.choice(WORDS)} of {owner}",
        "summary": kind.summary,
    }
    if kind.vendor and rng.random() < 0.5 and not is_open(index):  # a profile would fill what is to stay open
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
        facts["on_call"] = on_call(owner, rng)
    if is_open(index) and index % 400 > 200:
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
        facts["kill_switch"] = kill_switch(f"the integration in the console of {facts['id']}", owner, rng)
    if kind.vendor and rng.random() < 0.1:
        facts["vendor_support"] = {
            "url": f"https://support.example.com/{kind.product}",
            "phone": phone(rng),
            "plan": "Premium, answer within 1 h",
        }
    if rng.random() > 0.003:
        facts["verified"] = verified(owner, rng)
    return facts


def _operations(organisation: Organisation, index: int) -> list[Facts]:
    return operations(
        organisation.archetype(index),
        organisation.team_name(organisation.team_of(index)),
        organisation.operations[index],
        Random(f"{organisation.seed}/operations/{index}"),
    )


def _audit_log(organisation: Organisation, index: int, rng: Random) -> Any:
    if is_open(index):
        return "unknown"
    kind = organisation.archetype(index)
    if index not in organisation.needs and rng.random() < 0.004:
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
    written = [facts for facts in grants if isinstance(facts, dict)]
    openers = zip(organisation.grants[index], written, strict=True)
    _cover(written, [facts for credential, facts in openers if credential not in organisation.held], _scopes(found))
    return grants


def _cover(grants: list[Facts], spare: list[Facts], scopes: list[str]) -> None:
    """Somebody has each scope: what none was given goes to the last grant of a credential that no tool uses."""
    if spare and all("scopes" in facts for facts in grants):
        given = tuple(scope.rstrip("*") for facts in grants for scope in facts["scopes"])
        left = [scope for scope in scopes if not scope.startswith(given)]
        if left:
            spare[-1]["scopes"] = sorted({*spare[-1]["scopes"], *left})


def _usual_grant(organisation: Organisation, index: int, credential: int, found: list[Facts], rng: Random) -> Facts:
    kind, scopes = organisation.archetype(index), _scopes(found)
    if organisation.position(index) < len(MOUNTS) + 1 or organisation.role(credential) == "monitor":
        return {"access": "read", "scopes": [kind.scope.replace("{noun}", kind.nouns[0]).replace("{verb}", "list")]}
    facts: Facts = {"access": rng.choices(LEVELS, (45, 45, 10))[0]}
    if rng.random() < 0.75:
        facts["scopes"] = sorted(rng.sample(scopes, rng.randint(1, len(scopes))))
    elif rng.random() < 0.3:
        facts["scopes"] = [f"{scopes[0][: len(scopes[0]) // 2]}*"]
    if rng.random() < 0.3:
        words = rng.sample(WORDS, rng.choice((1, 1, 2)))
        facts["resources"] = list(dict.fromkeys(kind.resource.replace("{word}", word) for word in words))
    if rng.random() < 0.08:
        facts["conditions"] = [rng.choice(_CONDITIONS)]
    if rng.random() < 0.04:
        facts["until"] = rng.choice(("2026-12-31", "2027-01-31", "2027-03-31T18:00:00Z"))
    if "scopes" not in facts and rng.random() < 0.3:
        facts["denies"] = [scopes[-1]]
    if rng.random() < 0.02:
        facts["verified"] = verified("security", rng)
    return facts


def _special_grant(organisation: Organisation, index: int, credential: int) -> Facts:
    """A grant on a secret store, a cluster, a source control, a mailbox or a sign-on."""
    word = organisation.team_name(organisation.team_of(index))
    match organisation.role(credential):
        case "store-admin":
            return {"access": "admin"}
        case "store-token":
            mounts = {organisation.mount(credential): None}
            if organisation.position(credential) == len(MOUNTS) + 4:
                mounts[f"kv/{word}/{MOUNTS[0]}"] = None
            return {"access": "read", "scopes": ["secrets:read", "secrets:list"], "resources": list(mounts)}
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
