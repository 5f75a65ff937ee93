"""Parameters that take free SQL, shell or code: by name, by place, and by description."""

import re

from blastradius.source.listed import listed
from blastradius.source.verbs import words

_LANGUAGES = listed(
    """
    sql soql sosl kql hql cypher gremlin sparql graphql shell bash sh zsh powershell pwsh python py javascript js node
    typescript ts ruby php perl lua groovy java jvm r rust go wasm applescript osascript
    """
)
_CODE = listed(
    """
    sql soql sosl kql hql cypher gremlin sparql code codes script scripts shell command commands cmd cmdline bash
    powershell pwsh expression javascript js python statement statements program snippet source_code function argv exec
    eval command_line shell_line pycode jscode applescript osascript
    """
)
_NOT_AT_THE_END = frozenset({"function", "expression", "exec", "eval"})
_SURELY = (_LANGUAGES - {"r", "go", "node", "java", "rust", "ts", "py"}) | listed("cmd command commands cmdline script")
_OF_CODE = _LANGUAGES | listed("user source custom raw inline arbitrary program script shell")
"""What stands before `code` where it is a program: `country_code` is none."""
_QUERY = frozenset({"query", "queries", "q", "statement"})
_HOLDERS = listed(
    """
    opt opts option options file files script scripts program programs source sources snippet snippets cell cells
    task step payload params args input inputs request body execution sandbox
    """
)
"""Parameters in which `code` is a program, unless it is described as something else."""
_SPOKEN = re.compile(r"(?i)\b(sql|select statement|cypher|shell|bash|javascript|python code|arbitrary code)\b")
_KIND = r"(?:code|scripts?|commands?|programs?|snippets?|quer(?:y|ies)|statements?|expressions?|lines?)"
_NAMED = "|".join(sorted(_LANGUAGES - {"r", "go", "node", "java"}))
_DESCRIBED = re.compile(
    rf"""(?ix) \A\s* (?:(?:the|an?|your|some|any|raw|arbitrary|valid|full|free|list\ of|one\ or\ more)\s+)*
    (?: (?:{_NAMED}) (?:\s+{_KIND})? \s+ to\s+(?:be\s+)?(?:run|execut\w*|eval\w*|interpret\w*)\b
      | {_KIND} \s+ to\s+(?:be\s+)?(?:run|execut\w*|eval\w*|interpret\w*)\b
      | (?:{_NAMED}) \s+ {_KIND} \b (?!\s+(?:name|id|title|path|file|identifier|in\s+which|that\s+was)\b) )"""
)
_NO_PROGRAM = re.compile(
    r"(?i)\b(iso|country|currency|error|status|zip|postal|coupon|discount|promo\w*|device|verification|one-time|otp|"
    r"authori[sz]ation|oauth|language|region|airport|product|tax|two-letter|three-letter)\b"
)
_NO_TOOL = re.compile(r"(?i)(?<![a-z])(oauth|login|sign_?in|verify|redeem|coupon)")
"""Tools that take a `code` from somebody's hands."""

_OF_TERMINALS = re.compile(r"(?i)\b(?:repl|terminal|shell|interpreter|stdin)\b")
_TYPED = listed("input stdin keystrokes")
_LOOKS_AT_CODE = re.compile(
    r"(?i)\A\W*(?:explain|lint|format|review|highlight|document|summari[sz]e|minify|beautify|prettify|parse)(?=[\W_]|[A-Z])"
)
_RUNS = re.compile(r"(?i)\b(?:run|execut|evaluat|interpret)\w*")
_GRAPHQL = re.compile(r"(?i)\bgraphql\s+(?:query|quer|mutation|document|operation)")
_GRAPHQL_TOOL = listed("graphql gql query run execute call api request send post admin custom raw")


def takes_code(name: str, description: str, about: str, above: str | None) -> bool:
    """Whether free text under this name is run; `about` is the tool's name and text, `above` what it stands in.

    A `query` is where its own text or that of the tool speaks of SQL. `above` is `None` at the top.
    """
    named = words(name)
    if not named:
        return False
    typed = named[-1] in _TYPED and above is None and _OF_TERMINALS.search(about)
    if typed or _DESCRIBED.match(description):
        return True
    if named[-1] in {"code", "snippet"} and _LOOKS_AT_CODE.match(about) and not _RUNS.search(f"{about} {description}"):
        return False
    joined = "_".join(named)
    is_code = joined in _CODE or name.casefold() in _CODE or named[-1] in _CODE - _NOT_AT_THE_END
    if named[-1] in {"code", "codes"}:
        ours = len(named) == 1 or named[-2] in _OF_CODE
        if above is not None and len(named) == 1:
            ours = bool(_HOLDERS & set(words(above)))
        return ours and not _NO_PROGRAM.search(description) and not _NO_TOOL.search(about)
    if above is not None and not {name.casefold(), named[-1], named[0]} & _SURELY:
        return False  # `expression` inside of a block of a page is a formula
    if is_code:
        return True
    in_graphql = bool(_GRAPHQL.search(description)) or _is_graphql(about)
    return named[-1] in _QUERY and (
        in_graphql or bool(_LANGUAGES & set(named)) or bool(_SPOKEN.search(f"{description} {about}"))
    )


def _is_graphql(about: str) -> bool:
    """Whether a tool is called like a door to GraphQL: `graphql`, `run_graphql_query`."""
    named = set(words(about.partition(" ")[0]))
    return bool(named & {"graphql", "gql"}) and named <= _GRAPHQL_TOOL
