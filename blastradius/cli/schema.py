"""`blastradius schema`: the format of inventory files and of JSON answers, for editors and programs."""

from typing import TYPE_CHECKING, Annotated

from blastradius.cli import complete
from blastradius.cli.emit import emit
from blastradius.cli.options import OutputOption
from blastradius.cli.parameters import Argument
from blastradius.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from blastradius.source.schema import Schema

_ENDING = ".v1.json"


def schema(
    kind: Annotated[
        str | None,
        Argument(
            metavar="[KIND]",
            help="System, Agent, …, or the command whose JSON answer it describes.",
            autocompletion=complete.schemas,
        ),
    ] = None,
    output: OutputOption = None,
) -> None:
    """List the kinds of inventory files and of JSON answers, or print the JSON Schema of one.

    \b
    Examples:
      blastradius schema
      blastradius schema system
      blastradius schema Agent -o .blastradius/schemas/agent.v1.json
      blastradius schema reach

    A schema is one JSON document (draft 2020-12) that refers to no other. Editors with the YAML language server follow
    a first line such as: # yaml-language-server: $schema=.blastradius/schemas/agent.v1.json
    """
    from blastradius.output.json import document

    emit(_listing() if kind is None else document(_named(kind)), output)


def _named(word: str) -> "Schema":
    from blastradius.source.schema import KINDS, bundled

    answers = _answers()
    by_name = {kind.casefold(): kind for kind in KINDS}
    wanted = word.strip().casefold()
    if wanted in by_name:
        return bundled(by_name[wanted])
    if wanted in answers:
        return _read(answers[wanted])
    from blastradius.lint.suggest import Words
    from blastradius.lint.wording import quoted

    hint = Words((*KINDS, *answers)).did_you_mean(word, otherwise="`blastradius schema` lists them all")
    msg = f"there is no kind {quoted(word)}"
    raise UsageError(msg, hint=hint)


def _listing() -> str:
    from blastradius.source.schema import KINDS, bundled

    kinds = {kind: str(bundled(kind)["description"]) for kind in KINDS}
    answers = {name: str(_read(file)["title"]) for name, file in _answers().items()}
    wide = max(map(len, (*kinds, *answers)))
    lines = ["Kinds of inventory files:"]
    lines += [f"  {kind:{wide}}  {description}" for kind, description in kinds.items()]
    lines += ["", "JSON answers:"]
    lines += [f"  {name:{wide}}  {title}" for name, title in answers.items()]
    return "\n".join([*lines, "", "Print one: blastradius schema KIND"]) + "\n"


def _answers() -> "dict[str, Path]":
    """The schema of each JSON answer, by the command that gives it."""
    from blastradius.resources import SCHEMAS

    return {file.name.removesuffix(_ENDING): file for file in sorted((SCHEMAS / "output").glob(f"*{_ENDING}"))}


def _read(file: "Path") -> "Schema":
    import json

    read: Schema = json.loads(file.read_bytes())
    return read
