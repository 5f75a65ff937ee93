"""What invented organisations run: kinds of systems, and the words that their facts are made of."""

from typing import NamedTuple


class Archetype(NamedTuple):
    """One kind of system. In `scope`, `resource` and the log, `{noun}`, `{verb}` and `{word}` are filled in."""

    product: str
    name: str
    summary: str
    vendor: str | None
    nouns: tuple[str, ...]
    shapes: tuple[str, ...]
    scope: str
    resource: str
    data: tuple[str, ...]
    location: str
    query: str
    retention: str
    credential: str
    untrusted: bool = False


STORE = Archetype(
    "vault", "Vault", "Secret store; one mount for each area of the team", "hashicorp-vault",
    ("secret",), ("get", "list", "update", "delete", "restore", "create"), "{noun}s:{verb}", "kv/{word}",
    ("secrets",), "File audit device on both nodes, shipped to the bucket {word}-audit, prefix vault",
    "SELECT time, request.operation, request.path FROM audit.vault\nWHERE auth.display_name = '{principal}' AND time "
    "BETWEEN timestamp '{since}' AND timestamp '{until}' ORDER BY time",
    "400d", "api-key",
)  # fmt: skip
CLUSTER = Archetype(
    "k8s", "Kubernetes cluster", "Cluster with the namespaces of the team", "kubernetes",
    ("deployment", "secret"), ("list", "get", "update", "run", "delete", "restore"), "{noun}s:{verb}", "ns:{word}",
    ("secrets", "pii"), "API server audit file, shipped to index k8s-audit-{word}",
    "service:k8s-audit @user.username:{principal} @timestamp:[{since} TO {until}]", "90d", "service-account",
)  # fmt: skip
SOURCE_CONTROL = Archetype(
    "git", "Source control", "Repositories and pipelines of the team", "github",
    ("content", "workflow"), ("get", "update", "create", "delete", "grant", "remove"), "{noun}s:{verb}",
    "repo:{word}/site", ("source-code", "secrets"), "Organisation {word} > Settings > Audit log",
    "actor:{principal} created:{since}..{until}", "180d", "personal-token", untrusted=True,
)  # fmt: skip
MAILBOX = Archetype(
    "mail", "Mail", "Shared mailboxes; they receive one-time codes and password resets of other products",
    "google-workspace", ("message",), ("list", "get", "send", "delete", "restore"),
    "https://mail.example.com/auth/{noun}.{verb}", "mailbox:{word}@example.com", ("pii", "secrets"),
    "Admin console > Reporting > Audit and investigation > Mail log events of {word}",
    "actor:{principal} date>={since} date<={until} event:(Send OR Receive OR View OR Delete)", "30d", "oauth-token",
    untrusted=True,
)  # fmt: skip
SIGN_ON = Archetype(
    "sso", "Sign-on", "Workforce sign-on, groups and second factors", "okta",
    ("user", "group"), ("get", "update", "grant", "remove", "delete"), "sso.{noun}s.{verb}", "tenant:{word}",
    ("pii",), "System Log, GET /api/v1/logs of tenant {word}",
    'GET /api/v1/logs?since={since}&until={until}&filter=actor.id eq "{principal}"', "90d", "api-key",
)  # fmt: skip
SPECIAL = (STORE, CLUSTER, SOURCE_CONTROL, MAILBOX, SIGN_ON)
"""One of each for every team: the systems that open others."""

USUAL = (
    Archetype(
        "payments", "Payments", "Card payments, refunds and payouts", "stripe",
        ("charge", "refund", "payout"), ("get", "pay", "create", "update"), "rak_{noun}_{verb}",
        "acct_{word}", ("payment", "pii"), "Egress gateway log in the bucket {word}-audit, prefix egress/payments",
        "SELECT ts, method, path, status FROM audit.egress\nWHERE key_id = '{principal}' AND ts BETWEEN timestamp "
        "'{since}' AND timestamp '{until}' ORDER BY ts", "400d", "api-key",
    ),
    Archetype(
        "tickets", "Ticket desk", "Tickets, macros and customer replies", "zendesk",
        ("ticket", "comment", "macro"), ("get", "list", "send", "update", "delete", "restore"), "{noun}s:{verb}",
        "brand:{word}", ("pii",), "Admin Center > Account > Logs > Audit log of brand {word}",
        "actor: {principal}, from {since} to {until}, source type Ticket", "unlimited", "oauth-token", untrusted=True,
    ),
    Archetype(
        "crm", "Customer records", "Contacts, lists and campaigns", "hubspot",
        ("contact", "list", "deal"), ("list", "update", "create", "delete", "merge", "export"),
        "crm.objects.{noun}s.{verb}", "portal:{word}", ("pii",), "Settings > Account Management > Audit Logs of {word}",
        "Filter: user is {principal}, from {since} to {until}", "30d", "oauth-client",
    ),
    Archetype(
        "orders-db", "Order database", "PostgreSQL cluster with orders, customers and stock", "postgresql",
        ("order", "customer", "stock_level"), ("list", "update", "delete", "run", "export"), "{verb}_{noun}s",
        "schema:{word}", ("pii", "payment"), "pgaudit in CloudWatch, group /rds/{word}/postgresql",
        "fields @timestamp, @message | filter user = '{principal}' and @timestamp between '{since}' and '{until}'",
        "90d", "db-user",
    ),
    Archetype(
        "queue", "Message queue", "Topics between the services of the team", None,
        ("topic", "consumer", "message"), ("list", "send", "update", "delete", "run"), "{noun}:{verb}",
        "topic:{word}.events", (), "Broker authorizer log, index kafka-authorizer-{word}",
        'principal="{principal}" earliest={since} latest={until} | table _time operation resource', "30d",
        "certificate",
    ),
    Archetype(
        "warehouse", "Warehouse", "Facts and dimensions for analysts, loaded every night", "snowflake",
        ("table", "share", "warehouse"), ("list", "run", "delete", "restore", "grant", "export"), "{noun}:{verb}",
        "db:{word}", ("pii", "payment"), "ACCOUNT_USAGE.QUERY_HISTORY of {word}",
        "SELECT start_time, query_text FROM snowflake.account_usage.query_history\nWHERE user_name = '{principal}' AND "
        "start_time BETWEEN '{since}' AND '{until}' ORDER BY start_time", "365d", "db-user",
    ),
    Archetype(
        "mailer", "Mail delivery", "Transactional e-mail, templates and suppression lists", "sendgrid",
        ("template", "mail", "suppression"), ("get", "send", "update", "create", "delete"), "{noun}.{verb}",
        "subuser:{word}", ("pii",), "Activity feed of subuser {word}",
        'api_key_id="{principal}" AND last_event_time BETWEEN TIMESTAMP "{since}" AND TIMESTAMP "{until}"', "30d",
        "api-key",
    ),
    Archetype(
        "chat", "Chat", "Channels and direct messages of the company", "slack",
        ("message", "channel", "file"), ("list", "send", "update", "delete", "archive"), "{noun}s:{verb}",
        "channel:{word}", ("pii",), "Audit logs API, workspace {word}",
        "GET /audit/v1/logs?actor={principal}&oldest={since}&latest={until}", "unlimited", "oauth-token",
        untrusted=True,
    ),
    Archetype(
        "objects", "Object storage", "Exports, attachments and backups", "aws-s3",
        ("object", "bucket"), ("list", "get", "create", "delete", "restore", "update"), "s3:{verb}_{noun}",
        "arn:aws:s3:::{word}-files", ("pii",), "CloudTrail data events, trail {word}",
        "SELECT eventtime, eventname, requestparameters FROM cloudtrail\nWHERE useridentity.arn = '{principal}' AND "
        "eventtime BETWEEN '{since}' AND '{until}'", "365d", "iam-role",
    ),
    Archetype(
        "monitoring", "Monitoring", "Metrics, logs, monitors and downtimes", "datadog",
        ("monitor", "dashboard", "downtime"), ("list", "get", "create", "update", "delete"), "{noun}s_{verb}",
        "org:{word}", (), "Organization Settings > Audit Trail of {word}",
        "@usr.id:{principal} @timestamp:[{since} TO {until}]", "90d", "api-key",
    ),
    Archetype(
        "edge", "Edge", "DNS, cache and firewall in front of the shop", "cloudflare",
        ("dns_record", "cache_rule", "firewall_rule"), ("list", "create", "update", "delete", "run"), "{noun}:{verb}",
        "zone:{word}.example.com", (), "Manage Account > Audit Log of zone {word}",
        "GET /accounts/audit_logs?actor.id={principal}&since={since}&before={until}", "540d", "api-key",
    ),
    Archetype(
        "feature-flags", "Feature flags", "Flags, segments and kill switches of the applications", None,
        ("flag", "segment"), ("get", "list", "update", "archive", "delete"), "{noun}s/{verb}", "project/{word}", (),
        "Audit log of project {word}", "member:{principal} after:{since} before:{until}", "1y", "api-key",
    ),
    Archetype(
        "documents", "Documents", "Shared drives, plans and contracts", "google-drive",
        ("document", "folder"), ("list", "get", "create", "update", "delete", "grant"),
        "https://docs.example.com/auth/{noun}.{verb}", "drive:{word}", ("pii",),
        "Admin console > Reporting > Drive log events of {word}",
        "actor:{principal} date>={since} date<={until}", "180d", "service-account",
    ),
    Archetype(
        "service", "Internal service", "HTTP service of the team behind the gateway", None,
        ("profile", "quote", "basket", "session"), ("get", "list", "create", "update", "delete", "send"),
        "{noun}.{verb}", "tenant/{word}", ("pii",), "Loki, stream of the gateway",
        '{app="gateway", tenant="{word}"} | json | principal="{principal}" # from {since} to {until}', "31d",
        "oauth-client",
    ),
    Archetype(
        "host", "Virtual machines", "Machines that run what is not in a cluster yet", None,
        ("machine", "snapshot"), ("list", "run", "create", "restore", "delete"), "compute.{noun}s.{verb}",
        "group:{word}", ("secrets",), "auditd on every machine, shipped to index auditd-{word}",
        "auid={principal} earliest={since} latest={until} | table _time host exe", "180d", "ssh-key",
    ),
    Archetype(
        "booking", "Bookings", "Appointments, rooms and the calendar of the branches", "google-calendar",
        ("appointment", "room"), ("list", "create", "update", "delete", "send"), "{noun}s.{verb}", "branch:{word}",
        ("pii", "health"), "Booking admin > History of branch {word}",
        "changed_by:{principal} from:{since} to:{until}", "2y", "oauth-token",
    ),
)  # fmt: skip

AREAS = (
    "checkout", "ledger", "loyalty", "storefront", "search", "catalogue", "pricing", "fulfilment", "returns", "billing",
    "identity", "messaging", "support", "marketing", "analytics", "data", "platform", "network", "security", "risk",
    "treasury", "wholesale", "partners", "logistics", "warehousing", "stores", "workforce", "finance", "legal",
    "growth",
)  # fmt: skip
WORDS = (
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "harbour", "inlet", "juniper", "kestrel", "lagoon",
    "maple", "nectar", "orchid", "pine", "quartz", "river", "spruce", "tundra", "umber", "valley", "willow", "zephyr",
)  # fmt: skip
TRAPS = (
    "the retention policy of the folder was shortened in the meantime",
    "a person has edited the same record by now",
    "the nightly sync has already carried it on",
    "the account was closed in between",
    "versioning is suspended there",
    "the quota of the plan is used up",
)
RESIDUE = (
    "Whoever read it in between knows it; webhooks have fired.",
    "The history shows both entries, and reports of that day count twice.",
    "Subscribers were notified and are not told about the correction.",
    "Fees are not returned; both bookings stay on the statement.",
    "Links that pointed to the old version have to be written again.",
)
DOES_NOT_WORK = (
    "Disabling the user who made it; it does not belong to that user",
    "Waiting for it to expire; every call renews it",
    "Deleting this one alone; those it made live on",
    "Changing the password of the account; issued tokens work on",
)
COSTS = (
    "The nightly reconcile job stops until it has a new one.",
    "Deployments of the team stop, not only those of the agent.",
    "Running workers go on; they do not start again.",
    "Dashboards of the team stay empty until it is replaced.",
)
HOLDERS = ("nightly reconcile job", "Terraform run in acme/infra", "deploy pipeline", "Dana Reyes, for break-glass use")
