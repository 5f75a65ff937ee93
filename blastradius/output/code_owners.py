"""A CODEOWNERS file, as GitHub and GitLab read it.

Source: GitHub Docs, "About code owners"; GitLab Docs, "Code Owners syntax and error handling".
"""

from collections.abc import Callable

from blastradius.analysis.code_owners import CodeOwners
from blastradius.output.prose import one_line

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
    """What no handle stands for, one line each, with what to do."""
    lines = (f"{each.where.location}: {one_line(each.what)}\n  = {one_line(each.help)}\n" for each in report.unowned)
    return "".join(lines)


def _escaped(path: str) -> str:
    return path.replace("\\", "\\\\").replace(" ", "\\ ").replace("#", "\\#")
