"""Work shared among the cores, and its results in order."""

import os
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

LOST = (OSError, ImportError, RuntimeError)
"""What is raised where no processes are to be had, or one of them was killed."""


def in_order(
    work: Callable[[_Part], _Result],
    parts: Iterable[_Part],
    count: int,
    *,
    context: "BaseContext | None" = None,
    first: Callable[..., None] | None = None,
    given: tuple[Any, ...] = (),
) -> Iterator[_Result]:
    """What `count` other processes make of the parts, in their order; none of them outlives this, or the one that asks.

    `first` is called with what is `given` in each of them before its first part.

    Raises:
        LOST: see there; what was handed out before is right.
    """
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - 20 ms, and only for much work
    from multiprocessing import active_children  # noqa: PLC0415 - as above

    crew = ProcessPoolExecutor(max_workers=count, mp_context=context, initializer=_begin, initargs=(first, given))
    try:
        yield from crew.map(work, parts)
    except BaseException:
        for child in active_children():
            child.kill()
        crew.shutdown(cancel_futures=True)
        raise
    crew.shutdown()


def _begin(first: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    """What each of the processes does first: it looks out for its end, because whoever is killed can tell nobody."""
    from threading import Thread  # noqa: PLC0415 - there already, where there are processes

    Thread(target=_end_with_the_other, daemon=True).start()
    if first:
        first(*given)


def _end_with_the_other() -> None:
    from multiprocessing import connection, parent_process  # noqa: PLC0415 - as above

    if other := parent_process():
        connection.wait([other.sentinel])
        os._exit(1)
