"""The comment above what is registered no more: put there, taken away, and never stacked."""

from msgspec import Struct

from blastradius.importers.cells import GONE
from blastradius.importers.edit import Edit, Remarked
from blastradius.source.document import Ref


class Marks(Struct, kw_only=True):
    """`marked` are the names of what bears the mark now, `remarks` say where one could not be put or taken away."""

    marked: list[str] = []
    remarks: list[str] = []

    def set(self, edit: Edit, name: str, place: Ref, *, gone: bool) -> None:
        """Mark an item of a list, or have it marked no longer."""
        match edit.remark(place.pointer, GONE, wanted=gone):
            case Remarked.NO_PLACE:
                self.remarks.append(
                    f"{place.location}: `{name}` is registered no more, and stands in a list that takes no comment: it "
                    "is not marked"
                )
            case Remarked.REWORDED:
                self.remarks.append(
                    f"{place.location}: `{name}` is registered again, and a comment there, in words of yours, says "
                    "that it is gone: take it out"
                )
            case Remarked.DONE if gone:
                self.marked.append(name)
