"""A CODEOWNERS file, as GitHub and GitLab read it.

Source: GitHub Docs, "About code owners"; GitLab Docs, "Code Owners syntax and error handling".
"""

from collections.abc import Callable

from blastradius.analysis.code_owners import CodeOwners
from blastradius.output.prose import counted, one_line

_HEAD = "# Written by `blastradius codeowners`: change `owner:` and the labels of teams, then write it again.\n"


def code_owners(report: CodeOwners, from_root: Callable[[str], str]) -> str:
    """The file; `from_root` tells a path as from the root of the repository. What nobody owns is a comment in it."""
    lines = [_HEAD]
    if not report.complete:
        lines.append("# PARTIAL: part of the inventory could not be read.\n")
    lines += (f"# {one_line(f'{from_root(each.path)}: {each.what}')}\n" for each in report.unowned)
    lines += (f"/{_escaped(from_root(each.path))} {' '.join(each.handles)}\n" for each in report.files)
    return "".join(lines)


def missing(report: CodeOwners) -> str:
    """What no handle stands for, once for each place that has to be mended, with what to do."""
    files: dict[tuple[str, str, str], set[str]] = {}
    for each in report.unowned:
        files.setdefault((str(each.where.location), one_line(each.what), one_line(each.help)), set()).add(each.path)
    return "".join(
        f"{where}: {what}: {counted(len(paths), 'file')}\n  = {help_}\n"
        for (where, what, help_), paths in files.items()
    )


def _escaped(path: str) -> str:
    return path.replace("\\", "\\\\").replace(" ", "\\ ").replace("#", "\\#")
