"""`blastradius retries --policy`: what the runtimes of agents may repeat, for them to read."""

from pathlib import Path

from blastradius.cli.emit import emit
from blastradius.cli.inventory import open_inventory
from blastradius.cli.options import Color, coloured, current, width
from blastradius.errors import ExitCode, UsageError


def retry_policy(
    inventory: list[Path] | None, now: str | None, format_: str, output: Path | None, color: Color, *, remember: bool
) -> ExitCode:
    """Write the policies out; how the command ends: with a finding where a runtime does not keep to its policy.

    Raises:
        UsageError: there is no such format of them.
    """
    from blastradius.analysis.retry_policy.answer import retry_policy as answer
    from blastradius.finding import Severity
    from blastradius.output import prose, retry_policy_json, retry_policy_text

    loaded, catalog = open_inventory(inventory, remember=remember)
    errors = tuple(finding for finding in loaded.findings if finding.severity is Severity.ERROR)
    report = answer(catalog, now=current(now), problems=errors)
    match format_:
        case "json":
            text = retry_policy_json.retry_policy(report)
        case "text":
            paint = prose.Paint(on=coloured(color) and not (output and color is Color.AUTO))
            text = retry_policy_text.retry_policy(report, paint, width())
        case _:
            msg = f"`--policy` is not written as {format_}"
            raise UsageError(msg, hint="write `--format json` or `--format text`")
    emit(text, output)
    loaded.save()
    if not report.complete:
        return ExitCode.INPUT
    return ExitCode.FINDINGS if any(each.violations for each in report.tools) else ExitCode.OK
