"""Work shared among the cores, and its results in order."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from struct import Struct as Format
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec import msgpack

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.context import BaseContext
    from threading import ExceptHookArgs

_Part = TypeVar("_Part")
_Result = TypeVar("_Result")

_MOST_CORES = 8
"""Processes for long work: with more of them, the one that puts together what they find is what is waited for."""


def _cores() -> int:
    """The cores that this process may use, of which a container can have fewer than the machine."""
    allowed = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return min(allowed, _MOST_CORES)


CORES = _cores()
"""How many processes work side by side."""

_MOST_FORKED = 4
"""Processes for short work: each costs a thousandth of a second before it begins."""

_LENGTH = Format("<Q")
"""What stands before the answer of a process: one that is killed can leave the beginning of it."""
_TICKET = Format("<H")
"""How a number goes through a pipe: a thousand of them fit into any."""

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

    They begin at once, not when they are first asked. `first` is called with what is `given` in each of them before its
    first part.

    Raises:
        LOST: see there; what was handed out before is right.
    """
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - 20 ms, and only for much work

    crew = ProcessPoolExecutor(max_workers=count, mp_context=context, initializer=_begin, initargs=(first, given))
    try:
        return _collected(crew, crew.map(work, parts))
    except BaseException:
        _end(crew)
        raise


def _collected(crew: "ProcessPoolExecutor", results: Iterator[_Result]) -> Iterator[_Result]:
    try:
        yield from results
    except BaseException:
        _end(crew)
        raise
    crew.shutdown()


def _end(crew: "ProcessPoolExecutor") -> None:
    """Nothing is waited for: who is killed within a message never ends it."""
    import threading  # noqa: PLC0415 - as above
    from multiprocessing import active_children  # noqa: PLC0415 - as above

    threading.excepthook = _unless_cancelled
    for child in active_children():
        child.kill()
    crew.shutdown(wait=False)


def _unless_cancelled(what: "ExceptHookArgs") -> None:
    """The thread that looks after a crew stumbles over work that was cancelled when its processes are gone."""
    import threading  # noqa: PLC0415 - as above
    from concurrent.futures import InvalidStateError  # noqa: PLC0415 - as above

    if what.exc_type is not InvalidStateError:
        threading.__excepthook__(what)


def by_forked(work: Callable[[Any, _Part], _Result], parts: Sequence[_Part], given: object) -> Iterator[_Result]:
    """What a forked process for each core makes of the parts, in their order, with something large that is `given`.

    It is there in each of them, and not handed over. `work` is a function of a module.

    Raises:
        LOST: see there; what was handed out before is right.
    """
    from multiprocessing import get_context  # noqa: PLC0415 - as above

    count = min(len(parts), CORES)
    return in_order(partial(_with_given, work), parts, count, context=get_context("fork"), first=_take, given=(given,))


def beside(work: Callable[[], bytes]) -> Callable[[], bytes]:
    """Begin short work in a forked process. What is returned waits for its answer, or does the work itself, for once.

    Importing `multiprocessing` would take as long as the work.
    """
    process = _forked(work) if CAN_FORK else None

    def wait() -> bytes:
        found = _answered(*process) if process else None
        return work() if found is None else found

    return wait


def by_turns(work: Callable[[_Part], bytes], parts: Sequence[_Part], meanwhile: Callable[[], object]) -> list[bytes]:
    """What `work` makes of a thousand parts at most, in their order.

    Other processes take them one by one at once, and this one after `meanwhile`.
    """
    numbers = _tickets(len(parts))

    def share() -> bytes:
        return msgpack.encode([(number, work(parts[number])) for number in numbers])

    others = min(CORES, _MOST_FORKED) - 1 if CAN_FORK else 0
    answers = [beside(share) for _ in range(others)]
    meanwhile()
    done: dict[int, bytes] = {}
    for answer in (share, *answers):
        done.update(msgpack.decode(answer(), type=list[tuple[int, bytes]]))
    return [done[number] if number in done else work(part) for number, part in enumerate(parts)]


def from_both_ends(parts: Sequence[_Part]) -> tuple[Iterator[_Part], Iterator[_Part]]:
    """Parts for this process from the beginning, and for one that is forked before the first is taken from the end.

    Both take until none is left of a thousand at most. Where they cannot know of each other, each of them takes all.
    """
    left = _tickets(len(parts))
    return (part for part, _ in zip(parts, left, strict=False)), (
        part for part, _ in zip(reversed(parts), left, strict=False)
    )


def _tickets(count: int) -> Iterator[int]:
    """Numbers from 0, each for one alone of this process and those that it forks before the first is taken.

    They fit into a pipe at once: a thousand at most.
    """
    try:
        reading, writing = os.pipe()
    except OSError:
        return iter(range(count))  # for each of them all
    os.write(writing, b"".join(map(_TICKET.pack, range(count))))
    os.close(writing)
    return _taken(reading)


def _taken(reading: int) -> Iterator[int]:
    with open(reading, "rb", buffering=0) as stream:
        while ticket := stream.read(_TICKET.size):
            yield from _TICKET.unpack(ticket)


def _forked(work: Callable[[], bytes]) -> tuple[int, int] | None:
    """A process that does some work, and the pipe for what it makes of it; `None` where none is to be had."""
    ends: tuple[int, ...] = ()
    try:
        reading, writing = ends = os.pipe()
        process = os.fork()
    except OSError:
        for end in ends:
            os.close(end)
        return None
    if process == 0:
        try:
            os.close(reading)  # else it would wait for ever to be heard, where the other one was killed
            with open(writing, "wb") as stream:  # noqa: PTH123 - a pipe
                answer = work()
                stream.write(_LENGTH.pack(len(answer)) + answer)
        finally:
            os._exit(0)
    os.close(writing)
    return process, reading


def _answered(process: int, answer: int) -> bytes | None:
    """What a process makes of its work; `None` where it came to no end."""
    with open(answer, "rb") as stream:
        length, found = stream.read(_LENGTH.size), stream.read()
    with suppress(ChildProcessError):  # where nobody wants to hear of processes that end, none is left to be asked
        os.waitpid(process, 0)
    return found if length == _LENGTH.pack(len(found)) else None


CAN_FORK = sys.platform == "linux" and CORES > 1
"""Whether there are cores to share work among, and processes can be forked without harm."""
_given: list[Any] = []
"""What a forked process works with; it stays empty in the process that forks."""


def _take(given: object) -> None:
    import gc  # noqa: PLC0415 - as above

    gc.freeze()
    _given.append(given)


def _with_given(work: Callable[[Any, _Part], _Result], part: _Part) -> _Result:
    return work(_given[0], part)


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
