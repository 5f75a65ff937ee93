"""How the cells of rows are named for people."""

from blastradius.source.document import Ref


def key_in(name: str, where: Ref) -> str:
    """`` (`idempotency_key`)``: the key that stands open, where a cell rests on several and its name tells another."""
    keys = [key for key in where.pointer if isinstance(key, str)]
    return f" (`{keys[-1]}`)" if keys and keys[-1] not in name.split(".") else ""
