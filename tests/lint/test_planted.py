"""One mistake, planted into a copy of the whole organisation, is one finding of the rule that is for it."""

import shutil
from pathlib import Path
from typing import NamedTuple

import pytest

from blastradius.finding import Finding
from blastradius.lint.rules import RULES
from blastradius.lint.run import LintResult, run_rules
from blastradius.model.catalog import Catalog
from blastradius.source.cache import Cache
from blastradius.source.load import load
from tests.lint.inventory import NOW

ORGANISATION = Path(__file__).resolve().parents[2] / "inventories" / "support-desk"
Key = tuple[str, str, str | None, str]


class Plant(NamedTuple):
    """In `file`, the first `old` behind `anchor` becomes `new`; `says` are words that the finding has to have."""

    rule: str
    file: str
    anchor: str
    old: str
    new: str
    says: tuple[str, ...] = ()


NEW_SYSTEM = """apiVersion: blastradius/v1
kind: System
id: label-printer
environment: production
owner: commerce
audit_log: {location: Console > Log, query: "user={principal} from={since}", retention: 90d}
reversibility: {class: irreversible}
credentials: []
operations: [{id: print_label, effect: write}]
verified: {on: 2026-11-02, by: security, how: drilled}
"""
NEW_VENDOR = """apiVersion: blastradius/v1
kind: Vendor
id: label-printer
name: Label printer
audit_log:
  - location: Console > Log
    query: "user={principal}"
    retention: 30d
    source: {url: "https://docs.example.com/log", seen: 2025-05-01, confidence: confirmed}
"""
SHARED = "\n  - {name: list_work, operation: linear/list_issues, credential: linear-coding-oauth, retries: 2}"
READ_BACK = "read_back: {operation: get_deployment, expect: {field: status.unavailableReplicas, equals: 0}, after: 5m}"
LEFT = "\n  - {name: chat, operation: intercom/reply_conversation, credential: intercom-support-token, retries: 0}"

PLANTS = (
    Plant(
        "placeholder-text",
        "systems/github.yaml",
        "audit_log:",
        "Organisation owners, that is Platform and Security",
        "TBD",
        ("TBD", "access"),
    ),
    Plant("evidence-too-short", "systems/github.yaml", "audit_log:", "retention: 180d", "retention: 8d", ("8d", "90d")),
    Plant("evidence-too-late", "systems/aws-rds.yaml", "audit_log:", "delay: 15m", "delay: 20d", ("20d", "14d")),
    Plant(
        "no-audit-log",
        "systems/twilio.yaml",
        "id: schedule_message",
        "    says:",
        "    audit_log: {none: true, because: It is not logged.}\n    says:",
        ("schedule_message",),
    ),
    Plant(
        "compensable-without-residue",
        "systems/twilio.yaml",
        "id: cancel_message",
        "      residue: The new message has another id and may go out later than planned.\n",
        "",
        ("cancel_message",),
    ),
    Plant(
        "undo-without-steps",
        "systems/twilio.yaml",
        "id: cancel_message",
        '      undo: ["Schedule the text of {args.sid} again"]\n      undo_operation: schedule_message\n',
        "",
        ("cancel_message", "compensable"),
    ),
    Plant(
        "undo-that-reads",
        "systems/twilio.yaml",
        "id: schedule_message",
        "undo_operation: {id: cancel_message,",
        "undo_operation: {id: get_message,",
        ("schedule_message", "get_message"),
    ),
    Plant(
        "query-without-principal",
        "systems/twilio.yaml",
        "audit_log:",
        "ActorSid={principal}",
        "ActorSid=AC123",
        ("`twilio`", "asks for nobody"),
    ),
    Plant(
        "contradictory-receipt",
        "systems/twilio.yaml",
        "id: send_message",
        "in: [failed, undelivered]",
        "in: [failed, sent]",
        ("`sent`", "send_message"),
    ),
    Plant(
        "receipt-without-test",
        "systems/jira.yaml",
        "id: transition_issue",
        ", failure: {field: errorMessages, present: true}",
        "",
        ("transition_issue", "move_ticket"),
    ),
    Plant(
        "slow-kill-switch",
        "agents/analytics-agent.yaml",
        "name: save_table",
        "    limit: {rate: 30/h}\n",
        "",
        ("nothing limits", "`save_table`"),
    ),
    Plant("wrong-format", "agents/support-bot.yaml", "", "rate: 240/h", "rate: 0/h", ("`0/h`",)),
    Plant(
        "shared-principal",
        "credentials/stripe-dashboard-login.yaml",
        "",
        "principal: finance-admin@example.com",
        "principal: rk-support-desk",
        ("stripe-dashboard-login", "stripe-support-key", "`stripe`"),
    ),
    Plant("misspelt-id", "systems/linear.yaml", "", "id: linear", "id: liner", ("3 entities", "`linear`")),
    Plant("misspelt-id", "teams.yaml", "", "id: growth\n", "id: grwth\n", ("`growth`",)),
    Plant("misspelt-id", "systems/orders-db.yaml", "", "id: orders-db", "id: Orders-DB", ("`orders-db`",)),
    Plant(
        "misspelt-id",
        "credentials/twilio-messaging-key.yaml",
        "",
        "id: twilio-messaging-key",
        "id: stripe-support-key",
        ("written twice", "`twilio-messaging-key`"),
    ),
    Plant("duplicate-id", "teams.yaml", "", "id: messaging\n", "id: data\n", ("`data`",)),
    Plant(
        "dangling-credential",
        "systems/zendesk.yaml",
        "",
        "credential: zendesk-support-oauth",
        "credential: zendesk-suport-oauth",
    ),
    Plant("dangling-system", "agents/support-bot.yaml", "", "twilio/send_message", "elsewhere/send_message"),
    Plant("dangling-operation", "systems/twilio.yaml", "", "id: send_message", "id: send_mesage", ("`send_mesage`",)),
    Plant("syntax", "systems/okta.yaml", "", "environment:", "environment: ["),
    Plant("syntax", "systems/twilio.yaml", "", "credentials:\n", "credentials:\n  - [\n"),
    Plant("wrong-type", "systems/stripe.yaml", "", "requires: [rak_charge_write]", "requires: unknown", ("`unknown`",)),
    Plant("unknown-key", "systems/stripe.yaml", "", "credential: stripe-support-key", "credental: stripe-support-key"),
    Plant("misspelt-scope", "systems/github.yaml", "", "  repo: [", "  repos: [", ("`repos`", "`repo`")),
    Plant("unknown-key", "systems/github.yaml", "", "scope_implies:", "scope_implys:", ("scope_implies",)),
    Plant("query-placeholder", "systems/twilio.yaml", "", "{principal}", "{principle}", ("`{principle}`",)),
    Plant("query-placeholder", "systems/twilio.yaml", "", "{principal}", "{Principal}", ("`{Principal}`",)),
    Plant("query-placeholder", "systems/twilio.yaml", "", "{principal}", "{{principal}}", ("outer braces",)),
    Plant("query-placeholder", "systems/twilio.yaml", "", "{since}", "{snce}", ("`{snce}`",)),
    Plant(
        "repeated-value",
        "systems/stripe.yaml",
        "",
        "requires: [rak_charge_write]",
        "requires: [rak_charge_write, rak_charge_write]",
        ("`rak_charge_write`", "`requires`"),
    ),
    Plant("repeated-value", "credentials/stripe-support-key.yaml", "", "[kv/support]", "[kv/support, kv/support]"),
    Plant("read-that-writes", "systems/orders-db.yaml", "id: run_sql", "effect: execute", "effect: read", ("sql",)),
    Plant(
        "contradictory-idempotency",
        "systems/twilio.yaml",
        "",
        "class: none, on_repeat: The SMS",
        "class: none, key: {carrier: header, name: Idempotency-Key}, on_repeat: The SMS",
        ("send_message", "`none`", "`key`"),
    ),
    Plant("odd-hours", "teams.yaml", "", "hours: 24x7", "hours: office", ("`office`", "ai-platform")),
    Plant(
        "read-back-too-late",
        "systems/kubernetes.yaml",
        "id: scale_deployment",
        "window: unlimited",
        "window: 5m",
        ("scale_deployment", "`5m`"),
    ),
    Plant("evidence-too-short", "systems/jira.yaml", "audit_log:", "retention: 180d", "retention: 7d"),
    Plant(
        "evidence-too-short", "systems/sentry.yaml", "audit_log:", "retention: 1y", "retention: 7d", ("`unlimited`",)
    ),
    Plant(
        "empty-value",
        "teams.yaml",
        "",
        'channel: "#ai-platform-oncall"',
        "channel: #ai-platform-oncall",
        ("`channel`", "comment"),
    ),
    Plant(
        "empty-value", "credentials/twilio-messaging-key.yaml", "", "principal: SK-messaging", "principal: #messaging"
    ),
    Plant("syntax", "teams.yaml", "", 'channel: "#ai-platform"', "channel: #ai-platform", ("comment",)),
    Plant("missing-key", "systems/kubernetes.yaml", "id: scale_deployment", "    effect: write\n", ""),
    Plant("zero-duration", "systems/github.yaml", "audit_log:", "retention: 180d", "retention: 0d"),
    Plant("unknown-key", "agents/support-bot.yaml", "kill_switch:", "  measured:", "  meausred:", ("measured",)),
    Plant(
        "unknown-key",
        "agents/support-bot.yaml",
        "",
        "credential: support-vault-token",
        "crednetial: support-vault-token",
    ),
    Plant("unknown-key", "credentials/stripe-support-key.yaml", "", "principal:", "pricnipal:", ("principal",)),
    Plant("unknown-key", "credentials/stripe-support-key.yaml", "", "revoke:", "reovke:", ("revoke",)),
    Plant("unknown-key", "credentials/stripe-support-key.yaml", "", "verified:", "verfiied:", ("verified",)),
    Plant("unknown-key", "credentials/stripe-support-key.yaml", "", "\nid:", "\nId:", ("`id`",)),
    Plant("unknown-key", "systems/twilio.yaml", "id: send_message", "read_back:", "raed_back:", ("read_back",)),
    Plant("unknown-key", "teams.yaml", "", "on_call:", "onc_all:", ("on_call",)),
    Plant("unknown-key", "teams.yaml", "", "reaches_human:", "reachse_human:", ("reaches_human",)),
    Plant("wrong-format", "credentials/stripe-support-key.yaml", "", "rotate_every: 90d", "rotate_every: P90D"),
    Plant("wrong-type", "credentials/stripe-support-key.yaml", "", "effect_within: 10m", "effect_within: 10"),
    Plant("unknown-value", "credentials/stripe-support-key.yaml", "", "kills_sessions: true", 'kills_sessions: "true"'),
    Plant(
        "unknown-value", "agents/support-bot.yaml", "", "idempotency_key: none", "idempotency_key: uuid", ("`uuid`",)
    ),
    Plant(
        "dangling-operation",
        "agents/support-bot.yaml",
        "",
        "zendesk/update_ticket",
        "zendesk.update_ticket",
        ("slash",),
    ),
    Plant("dangling-operation", "agents/support-bot.yaml", "", "zendesk/update_ticket", "zendesk", ("is a system",)),
    Plant("wrong-format", "agents/support-bot.yaml", "", "rate: 240/h", "rate: 240 per hour"),
    Plant("unknown-rule", "blastradius.yaml", "", "stale_after: 90d", "stale_after: 90d\nrules: {syntax: off}"),
    Plant("wrong-format", "blastradius.yaml", "", "stale_after: 90d", "stale_after: 90d\nbudget: {unproven: -1}"),
    Plant("unknown-value", "systems/twilio.yaml", "", "window: 10d", "window: forever", ("`unlimited`",)),
    Plant(
        "unknown-value",
        "systems/twilio.yaml",
        "id: send_message",
        "class: irreversible",
        "class: unreversible",
        ("`irreversible`",),
    ),
    Plant("unknown-value", "systems/twilio.yaml", "", "effect: send", "effect: send, pay", ("`send, pay`",)),
    Plant(
        "unknown-value",
        "systems/twilio.yaml",
        "",
        "class: none, on_repeat",
        "class: idempotent, on_repeat",
        ("`natural`",),
    ),
    Plant(
        "missing-key",
        "systems/twilio.yaml",
        "",
        "success: {field: status, in: [queued, accepted, sending, sent, delivered]}",
        "success: {status: queued}",
        ("`success`", "field"),
    ),
    Plant("wrong-path", "systems/twilio.yaml", "", "success: {field: status", "success: {field: stauts", ("`status`",)),
    Plant(
        "dangling-operation",
        "systems/twilio.yaml",
        "id: send_message",
        "operation: get_message",
        "operation: twilio/get_message",
        ("`twilio/get_message`",),
    ),
    Plant("wrong-format", "systems/twilio.yaml", "", "environment: production", "environment: Production"),
    Plant(
        "wrong-path",
        "systems/stripe.yaml",
        "",
        "amount: {field: args.amount",
        "amount: {field: args.amont",
        ("`args.amount`",),
    ),
    Plant("placeholder-text", "teams.yaml", "", 'phone: "+1-555-0111"', 'phone: "n/a"', ("`n/a`",)),
    Plant("unknown-key", "credentials/stripe-support-key.yaml", "revoke:", "  how:\n", "  steps:\n", ("`how`",)),
    Plant(
        "repeated-key",
        "teams.yaml",
        "id: growth\n",
        "verified: {on: 2026-10-22, by: growth, how: drilled}\n",
        "verified: {on: 2026-10-22, by: growth, how: drilled}\napiVersion: blastradius/v1\nkind: Team\nid: last\n",
        ("second entity",),
    ),
    Plant(
        "natural-effect",
        "systems/twilio.yaml",
        "id: send_message",
        "class: none, on_repeat: The SMS is sent twice",
        "class: natural",
        ("send_message", "sends"),
    ),
    Plant(
        "undo-after-window",
        "systems/twilio.yaml",
        "id: release_number",
        "window: 10d",
        "window: 10d\n      available_after: 20d",
        ("release_number", "`20d`", "`10d`"),
    ),
    Plant(
        "delegation-in-vain",
        "agents/support-bot.yaml",
        "",
        "[billing-agent]",
        "[macro-bot]",
        ("macro-bot", "retired"),
    ),
    Plant("delegation-in-vain", "agents/support-bot.yaml", "", "[billing-agent]", "[support-bot]", ("itself",)),
    Plant(
        "shared-trace-name",
        "agents/support-bot.yaml",
        "",
        "service: [support-bot]",
        "service: [billing-agent]",
        ("support-bot", "billing-agent"),
    ),
    Plant("zero-duration", "blastradius.yaml", "", "stale_after: 90d", "stale_after: 0d", ("stale_after",)),
    Plant(
        "irreversible-with-window",
        "systems/twilio.yaml",
        "id: cancel_message",
        "class: compensable",
        "class: irreversible",
        ("cancel_message", "irreversible"),
    ),
    Plant(
        "irreversible-with-window",
        "systems/zendesk.yaml",
        "id: merge_tickets",
        "class: irreversible",
        "class: irreversible\n      window: 30d",
        ("merge_tickets", "`30d`"),
    ),
    Plant(
        "undo-is-the-deed",
        "systems/twilio.yaml",
        "id: schedule_message",
        "undo_operation: {id: cancel_message,",
        "undo_operation: {id: schedule_message,",
        ("schedule_message", "once more"),
    ),
    Plant(
        "undo-is-the-deed",
        "systems/stripe.yaml",
        "id: confirm_payment_intent",
        "undo_operation: {id: create_refund,",
        "undo_operation: {id: confirm_payment_intent,",
        ("confirm_payment_intent", "once more"),
    ),
    Plant("read-that-writes", "systems/stripe.yaml", "id: create_refund", "effect: pay", "effect: read", ("`create`",)),
    Plant("read-that-writes", "systems/twilio.yaml", "id: send_message", "effect: send", "effect: read", ("`send`",)),
    Plant("read-that-writes", "systems/zendesk.yaml", "id: delete_ticket", "effect: delete", "effect: read"),
    Plant(
        "read-that-writes",
        "systems/kubernetes.yaml",
        "- id: rollback_deployment",
        "effect: write",
        "effect: read",
        ("`rollback`",),
    ),
    Plant(
        "read-that-writes",
        "systems/paypal.yaml",
        "id: capture_authorization",
        "effect: pay",
        "effect: read",
        ("`amount`",),
    ),
    Plant(
        "read-that-writes",
        "systems/stripe.yaml",
        "operations:",
        "summary: Read one customer",
        'summary: "DELETE /v1/customers/:id"',
        ("`DELETE`",),
    ),
    Plant(
        "read-that-writes",
        "systems/stripe.yaml",
        "operations:",
        "summary: Read one customer",
        "summary: Deletes a customer",
        ("`Deletes`",),
    ),
    Plant(
        "undo-not-idempotent",
        "systems/datadog.yaml",
        "id: cancel_downtime",
        "idempotency: {class: natural",
        "idempotency: {class: none",
        ("schedule_downtime", "cancel_downtime"),
    ),
    Plant(
        "effect-without-approval",
        "agents/support-bot.yaml",
        "name: refund_customer",
        "approval: policy",
        "approval: none",
        ("refund_customer", "moves money", "30/h"),
    ),
    Plant("effect-without-approval", "agents/support-bot.yaml", "name: refund_customer", "    approval: policy\n", ""),
    Plant(
        "free-code",
        "systems/github.yaml",
        "id: merge_pull_request",
        "effect: write",
        "effect: execute",
        ("merge_pull_request", "github-coding-app"),
    ),
    Plant(
        "retry-that-worsens",
        "agents/it-helpdesk-agent.yaml",
        "name: offboard_user",
        "retries: 0",
        "retries: 1",
        ("offboard_user", "okta/deactivate_user"),
    ),
    Plant(
        "retry-without-key",
        "agents/support-bot.yaml",
        "name: send_sms",
        "retries: 0",
        "retries: 2",
        ("send_sms", "3 times"),
    ),
    Plant(
        "sdk-retries-repeat",
        "agents/support-bot.yaml",
        "",
        "sdk_retries: 0",
        "sdk_retries: 2",
        ("send_sms", "3 times"),
    ),
    Plant(
        "key-from-call",
        "agents/billing-agent.yaml",
        "name: issue_refund",
        "idempotency_key: run+step+tool+scope",
        "idempotency_key: call-id",
        ("issue_refund", "call-id"),
    ),
    Plant(
        "key-too-short-lived",
        "systems/stripe.yaml",
        "id: confirm_payment_intent",
        "window: 24h",
        "window: 5m",
        ("charge_outstanding_invoice", "20m"),
    ),
    Plant(
        "async-without-read-back",
        "systems/kubernetes.yaml",
        "id: scale_deployment",
        f"      {READ_BACK}\n",
        "",
        ("scale_deployment", "oncall-agent"),
    ),
    Plant(
        "read-back-that-writes",
        "systems/kubernetes.yaml",
        "  - id: rollback_deployment",
        "read_back: {operation: get_deployment",
        "read_back: {operation: scale_deployment",
        ("rollback_deployment", "scale_deployment", "write"),
    ),
    Plant(
        "shared-tool-name",
        "agents/support-bot.yaml",
        "",
        "name: update_ticket",
        "name: email_receipt",
        ("zendesk/update_ticket", "sendgrid/send_mail"),
    ),
    Plant(
        "kill-switch-untested",
        "agents/support-bot.yaml",
        "kill_switch:",
        "  measured: {on: 2026-11-12, took: 40s}\n",
        "",
        ("support-bot",),
    ),
    Plant(
        "slow-kill-switch",
        "agents/support-bot.yaml",
        "kill_switch:",
        "effect_within: 2m",
        "effect_within: 2h15m",
        ("240/h x 2h15m = 540",),
    ),
    Plant(
        "slow-kill-switch",
        "agents/support-bot.yaml",
        "kill_switch:",
        "effect_within: 2m",
        "effect_within: 4m",
        ("`4m`", "240/h x 4m = 16"),
    ),
    Plant(
        "slow-kill-switch",
        "systems/sendgrid.yaml",
        "kill_switch:",
        "effect_within: 5m",
        "effect_within: 1h",
        ("system `sendgrid`", "200/h x 1h = 200"),
    ),
    Plant(
        "slower-than-declared",
        "credentials/stripe-support-key.yaml",
        "revoke:",
        "effect_within: 10m",
        "effect_within: 1m",
        ("1m", "2m"),
    ),
    Plant("old-measurement", "agents/support-bot.yaml", "kill_switch:", "on: 2026-11-12", "on: 2026-05-12", ("194",)),
    Plant("on-call-without-human", "teams.yaml", "id: payments", "  reaches_human: 2026-11-14\n", "", ("payments",)),
    Plant(
        "team-without-on-call",
        "teams.yaml",
        "id: ai-platform",
        """on_call:
  rotation: https://oncall.example.com/ai-platform
  channel: "#ai-platform-oncall"
  phone: "+1-555-0111"
  hours: 24x7
  escalation: [AI Platform secondary after 10 minutes, Head of AI Platform after 25 minutes]
  reaches_human: 2026-11-16
""",
        "",
        ("ai-platform", "kill switch of agent `analytics-agent`", "and 2 more"),
    ),
    Plant(
        "on-call-without-human",
        "teams.yaml",
        "id: payments",
        "reaches_human: 2026-11-14",
        "reaches_human: 2026-05-14",
        ("192 days",),
    ),
    Plant(
        "on-call-without-human",
        "teams.yaml",
        "id: messaging",
        '  rotation: https://oncall.example.com/messaging\n  channel: "#messaging-oncall"\n  phone: "+1-555-0119"\n',
        '  channel: "#messaging-oncall"\n',
        ("#messaging-oncall", "wakes nobody"),
    ),
    Plant("self-verified", "agents/support-bot.yaml", "", "by: ai-platform, how:", "by: support-ops, how:"),
    Plant(
        "irrevocable-credential",
        "credentials/intercom-support-token.yaml",
        "revoke:",
        "  how: [Open Developer Hub > support-bot > Authentication, Press Regenerate token and see a new prefix]\n",
        "",
        ("intercom-support-token", "reply_in_chat"),
    ),
    Plant(
        "revocation-leaves-sessions",
        "credentials/stripe-support-key.yaml",
        "revoke:",
        "kills_sessions: true",
        "kills_sessions: false",
    ),
    Plant(
        "rotation-overdue",
        "credentials/stripe-support-key.yaml",
        "",
        "rotated: 2026-10-07",
        "rotated: 2026-05-07",
        ("2026-08-05", "109 days"),
    ),
    Plant(
        "credential-expired",
        "credentials/sendgrid-full-key.yaml",
        "",
        "rotated:",
        "expires: 2026-10-31\nrotated:",
        ("sendgrid-full-key",),
    ),
    Plant("grant-ended", "credentials/stripe-support-key.yaml", "", "rotated:", "expires: 2026-10-31\nrotated:"),
    Plant(
        "credential-shared-by-agents",
        "agents/oncall-agent.yaml",
        "sdk_retries: 0",
        "\ntools:",
        f"\ntools:{SHARED}",
        ("coding-agent", "oncall-agent"),
    ),
    Plant(
        "credential-shared-with-people",
        "credentials/intercom-support-token.yaml",
        "",
        "owner: support-ops\n",
        "owner: support-ops\nshared_with: [Dana of Support]\n",
        ("support-bot", "Dana of Support"),
    ),
    Plant(
        "credential-of-retired-agent",
        "agents/macro-bot.yaml",
        "appears_as",
        "\ntools:",
        f"\ntools:{LEFT}",
        ("intercom-support-token", "macro-bot", "support-bot"),
    ),
    Plant(
        "credential-of-nobody",
        "credentials/k8s-node-runtime.yaml",
        "",
        "shared_with: [the nodes of the cluster]\n",
        "",
        ("k8s-node-runtime",),
    ),
    Plant(
        "borrowed-credential",
        "credentials/intercom-support-token.yaml",
        "",
        "type: oauth-token",
        "type: personal-token",
        ("support-bot",),
    ),
    Plant(
        "credential-too-wide",
        "systems/twilio.yaml",
        "credential: twilio-messaging-key",
        "access: write",
        "access: admin",
        ("twilio-messaging-key", "`admin`"),
    ),
    Plant(
        "rotation-into-reach",
        "credentials/sendgrid-full-key.yaml",
        "obtainable_from:",
        "\n  - {",
        "\n  - {system: linear, access: read, how: pasted into an issue}\n  - {",
        ("linear-coding-oauth", "sendgrid-full-key"),
    ),
    Plant(
        "unsatisfiable-scope",
        "systems/hubspot.yaml",
        "id: merge_contacts",
        "requires: [",
        "requires: [crm.nobody.has.it, ",
        ("merge_contacts", "crm.nobody.has.it"),
    ),
    Plant("unreached-system", "systems/label-printer.yaml", "", "", NEW_SYSTEM, ("label-printer",)),
    Plant(
        "vendor-contradiction",
        "systems/auth0.yaml",
        "",
        "environment: production",
        "vendor: auth0\nplan: Essentials\nenvironment: production",
        ("`10d`", "`5d`", "vendors/auth0.yaml"),
    ),
    Plant(
        "unknown-plan",
        "systems/auth0.yaml",
        "",
        "environment: production",
        "vendor: auth0\nplan: Profesional\nenvironment: production",
        ("Profesional", "auth0"),
    ),
    Plant("old-vendor-fact", "vendors/label-printer.yaml", "", "", NEW_VENDOR, ("2025-05-01",)),
    Plant("query-without-time", "systems/twilio.yaml", "audit_log:", "&StartDate={since}", "", ("`twilio`", "{since}")),
    Plant(
        "log-names-nobody",
        "systems/twilio.yaml",
        "audit_log:",
        "attributes: credential",
        "attributes: none",
        ("nobody",),
    ),
    Plant("missing-cell", "systems/twilio.yaml", "audit_log:", "  attributes: credential\n", "", ("`attributes`",)),
    Plant("missing-cell", "systems/twilio.yaml", "audit_log:", "  delay: 5m\n", "", ("`delay`",)),
    Plant(
        "wrong-path",
        "systems/twilio.yaml",
        "id: send_message",
        "keep: [result.sid]",
        "keep: [result.sidd]",
        ("`result.sidd`", "`result.sid`"),
    ),
    Plant("wrong-path", "systems/twilio.yaml", "id: send_message", "keep: [result.sid]", "keep: [results.sid]"),
    Plant(
        "wrong-path",
        "systems/twilio.yaml",
        "id: schedule_message",
        "with: {sid: result.sid}",
        "with: {message: result.sid}",
        ("cancel_message", "`message`", "`sid`"),
    ),
    Plant(
        "wrong-path",
        "systems/twilio.yaml",
        "id: schedule_message",
        "with: {sid: result.sid}",
        "with: {sid: result.id}",
        ("`result.id`", "`keep`"),
    ),
    Plant(
        "wrong-path",
        "systems/twilio.yaml",
        "id: schedule_message",
        "with: {sid: result.sid}",
        "with: {sid: results.sid}",
        ("`results.sid`",),
    ),
    Plant(
        "wrong-path", "agents/support-bot.yaml", "", "field: args.provider", "field: arg.provider", ("refund_customer",)
    ),
    Plant(
        "wrong-path", "systems/paypal.yaml", "", "scope: [args.capture_id]", "scope: [capture_id]", ("`capture_id`",)
    ),
    Plant("wrong-path", "systems/paypal.yaml", "", "scope: [args.capture_id]", "scope: [args.captur_id]"),
    Plant(
        "overlapping-tests",
        "agents/support-bot.yaml",
        "",
        "equals: paypal",
        "equals: card",
        ("`card`", "stripe/create_refund", "paypal/refund_capture"),
    ),
    Plant(
        "overlapping-tests",
        "agents/oncall-agent.yaml",
        "",
        "equals: resolved",
        "in: [resolved, acknowledged]",
        ("`acknowledged`",),
    ),
    Plant(
        "overlapping-tests",
        "agents/support-bot.yaml",
        "",
        "{field: args.provider, equals: paypal}",
        "{field: args.providr, equals: paypal}",
        ("`args.providr`",),
    ),
    Plant(
        "exception-that-is-better",
        "systems/github.yaml",
        "{field: args.force, equals: true}",
        "class: compensable",
        "class: reversible",
        ("push_commits", "`reversible`"),
    ),
    Plant(
        "unsatisfiable-scope",
        "systems/paypal.yaml",
        "undo_requires:",
        "payments/refund",
        "elsewhere",
        ("capture_authorization", "undo"),
    ),
    Plant(
        "misspelt-scope",
        "systems/stripe.yaml",
        "undo_requires:",
        "rak_charge_write",
        "rak_charge_wirte",
        ("rak_charge_wirte", "rak_charge_write"),
    ),
    Plant(
        "misspelt-scope",
        "systems/stripe.yaml",
        "credentials:",
        "rak_charge_write",
        "rak_charge_wrtie",
        ("stripe-support-key", "rak_charge_wrtie", "rak_charge_write"),
    ),
    Plant(
        "misspelt-scope",
        "systems/paypal.yaml",
        "credentials:",
        "payments/refund",
        "payments/refnd",
        ("paypal-billing-client",),
    ),
    Plant(
        "key-for-equal-arguments",
        "systems/orders-db.yaml",
        "",
        "on_mismatch: replay",
        "on_mismatch: duplicate",
        ("insert_refund_record",),
    ),
    Plant("async-without-read-back", "systems/twilio.yaml", "id: send_message", ", after: 2m", "", ("send_message",)),
    Plant("refers-to-itself", "systems/stripe.yaml", "feeds:", "system: ", "system: stripe #", ("`stripe`",)),
    Plant(
        "refers-to-itself",
        "credentials/stripe-support-key.yaml",
        "",
        "rotated:",
        "revoked_with: stripe-support-key\nrotated:",
        ("stripe-support-key",),
    ),
    Plant(
        "misspelt-environment",
        "systems/stripe.yaml",
        "",
        "environment: production",
        "environment: prodction",
        ("prodction", "production"),
    ),
    Plant(
        "credential-without-principal",
        "credentials/stripe-support-key.yaml",
        "",
        "principal:",
        "# principal:",
        ("stripe-support-key", "`stripe`"),
    ),
    Plant(
        "credential-expired",
        "credentials/stripe-support-key.yaml",
        "",
        "rotated:",
        "expires: 2026-11-24\nrotated:",
        ("in 2 days",),
    ),
    Plant(
        "credential-shared-with-people",
        "credentials/sendgrid-full-key.yaml",
        "",
        "[Terraform run in harbourline/infra]",
        "[billing-agent]",
        ("billing-agent", "is an agent"),
    ),
    Plant(
        "key-in-vain",
        "agents/support-bot.yaml",
        "name: send_sms",
        "idempotency_key: none",
        "idempotency_key: run+step+tool+scope",
        ("send_sms", "twilio/send_message"),
    ),
    Plant(
        "retry-that-worsens",
        "systems/zendesk.yaml",
        "  - id: update_ticket",
        "    receipt:",
        "    also: [delete_ticket]\n    receipt:",
        ("update_ticket", "`delete_ticket` happens with `update_ticket`"),
    ),
    Plant(
        "retry-without-key",
        "systems/zendesk.yaml",
        "  - id: update_ticket",
        "    receipt:",
        "    also: [create_ticket]\n    receipt:",
        ("without a key", "`create_ticket` happens with `update_ticket`"),
    ),
    Plant(
        "read-that-writes",
        "systems/twilio.yaml",
        "id: get_message",
        "effect: read",
        "effect: read, also: [schedule_message]",
        ("get_message", "brings about `schedule_message`"),
    ),
    Plant(
        "compensable-without-residue",
        "systems/datadog.yaml",
        "id: update_dashboard",
        "residue: People may have decided on wrong graphs.",
        "residue: None.",
        ("update_dashboard", "`None.` is said to remain"),
    ),
    Plant(
        "on-call-without-human",
        "teams.yaml",
        "id: payments\n",
        "Finance duty manager",
        "ticket in queue IT-OPS",
        ("IT-OPS", "no person"),
    ),
    Plant("query-without-principal", "systems/github.yaml", "", "{principal}", "{actor}", ("fills in `{actor}`",)),
    Plant("query-without-time", "systems/github.yaml", "", "{since}", "{start}", ("fills in `{start}`",)),
    Plant(
        "dangling-operation",
        "systems/linear.yaml",
        "",
        "{id: delete_issue, with:",
        "{id: twilio/cancel_batch, with:",
        ("twilio/cancel_batch",),
    ),
    Plant(
        "shared-on-call", "teams.yaml", "id: payments\n", '"+1-555-0113"', '"+1-555-0111"', ("payments", "ai-platform")
    ),
    Plant(
        "shared-on-call",
        "teams.yaml",
        "id: payments\n",
        "https://oncall.example.com/payments",
        "https://oncall.example.com/commerce",
        ("rotation",),
    ),
    Plant(
        "on-call-without-human", "teams.yaml", "id: payments\n", "Finance duty manager", "Incident bot", ("no person",)
    ),
    Plant(
        "on-call-without-human", "teams.yaml", "id: payments\n", "Finance duty manager", '"#payments"', ("#payments",)
    ),
    Plant("odd-phone", "teams.yaml", "id: payments\n", '"+1-555-0113"', '"+1-55"', ("`+1-55`", "payments")),
    Plant("stale-after-too-long", "blastradius.yaml", "", "stale_after: 90d", "stale_after: 10y", ("10y",)),
    Plant("zero-duration", "credentials/stripe-support-key.yaml", "", "rotate_every: 90d", "rotate_every: 0d"),
    Plant(
        "unknown-key",
        "systems/twilio.yaml",
        "audit_log:",
        "  attributes: credential\n",
        "  attributes: credential\n  none: true\n  because: It is not logged.\n",
        ("`none`",),
    ),
)


@pytest.fixture(scope="module")
def clean() -> frozenset[Key]:
    return keys(lint(ORGANISATION))


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: f"{plant.rule}-{plant.file}")
def test_a_planted_mistake_is_one_finding(plant: Plant, clean: frozenset[Key], tmp_path: Path) -> None:
    folder = tmp_path / "support-desk"
    shutil.copytree(ORGANISATION, folder)
    put(folder / plant.file, plant)

    result = lint(folder)

    new = [each for each in result.findings if key(each) not in clean]
    assert [each.rule for each in new] == [plant.rule], [each.message for each in new]
    assert all(word in new[0].message for word in plant.says), new[0].message
    assert new[0].help


def test_most_rules_about_consequences_are_planted() -> None:
    names = [rule.name for rule in RULES]
    consequences = names[names.index("evidence-too-short") : names.index("unused-exemption")]
    assert set(consequences) <= {plant.rule for plant in PLANTS}


def put(file: Path, plant: Plant) -> None:
    file.parent.mkdir(exist_ok=True)
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    before, anchor, rest = text.partition(plant.anchor) if plant.anchor else ("", "", text)
    assert plant.old in rest, f"{plant.file} no longer has {plant.old!r}"
    file.write_text(before + anchor + rest.replace(plant.old, plant.new, 1), encoding="utf-8")


def lint(folder: Path) -> LintResult:
    loaded = load([folder], here=folder, cache=Cache(None))
    return run_rules(loaded, Catalog(loaded.documents, complete=loaded.complete), NOW)


def keys(result: LintResult) -> frozenset[Key]:
    return frozenset(map(key, result.findings))


def key(finding: Finding) -> Key:
    return (finding.rule, finding.location.path, finding.entity, finding.pointer)
