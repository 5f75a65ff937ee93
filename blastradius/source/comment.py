"""A comment that speaks to us, as it was read: apart from the reading, whose expressions take a while to be made."""

from msgspec import Struct


class Comment(Struct, frozen=True, kw_only=True):
    """One comment: where it begins, the rules it names, the line it speaks about, and the reason, empty for none.

    `text` is the comment as it stands there. `by` and `until` are empty where they are left out, `named` is the text
    between the brackets. `wrong` says what cannot be read in it, `help` what to write; such a comment ignores nothing.
    Lines and columns count from 0.
    """

    line: int
    column: int
    text: str
    rules: tuple[str, ...] = ()
    about: int
    reason: str = ""
    by: str = ""
    until: str = ""
    named: str = ""
    wrong: str = ""
    help: str = ""

    @property
    def reasoned(self) -> bool:
        """Whether it says why, and can be read to its end."""
        return bool(self.reason) and not self.wrong
