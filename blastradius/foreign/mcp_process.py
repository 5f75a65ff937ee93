"""A server as a process: given only what was named, read only so far, and ended with all its children.

The SDK's own transport hands down part of our environment and reads a line of any length; this one does neither.
"""

import os
import shutil
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from subprocess import PIPE
from typing import Any

import anyio
import mcp_types
from anyio.abc import Process
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from mcp.shared.message import SessionMessage

from blastradius.errors import InputError
from blastradius.foreign.process_tree import Tree
from blastradius.foreign.words import clean

MOST_BYTES = 64 * 1024 * 1024
_GRACE = 1.0
_TAIL = 65_536
"""How much of what is said aside is kept, in characters: a secret of many lines has to be seen whole to be blanked."""


class Server:
    """A running server: its streams, the last of what it said aside, and how much of it could not be ended."""

    def __init__(self, process: Process, tree: Tree) -> None:
        self.process = process
        self.left = 0
        self._tree = tree
        self.said = ""
        self.garbage = 0
        self.too_much = False
        self._in: tuple[MemoryObjectSendStream[Any], MemoryObjectReceiveStream[Any]]
        self._in = anyio.create_memory_object_stream[Any](0)
        self._out: tuple[MemoryObjectSendStream[SessionMessage], MemoryObjectReceiveStream[SessionMessage]]
        self._out = anyio.create_memory_object_stream[SessionMessage](0)

    @property
    def streams(self) -> tuple[MemoryObjectReceiveStream[Any], MemoryObjectSendStream[SessionMessage]]:
        """What a session reads from and writes to."""
        return self._in[1], self._out[0]

    async def listen(self) -> None:
        """Pass on every line that is a message, until there is no more or too much."""
        assert self.process.stdout  # noqa: S101 - it was opened with pipes
        rest: list[bytes] = []  # of a line that is still to come to its end
        total = 0
        async with self._in[0] as send:
            with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream, OSError):
                async for chunk in self.process.stdout:
                    total += len(chunk)
                    if total > MOST_BYTES:
                        self.too_much = True
                        return
                    *ends, last = chunk.split(b"\n")
                    for end in ends:
                        await self._pass_on(send, b"".join((*rest, end)))
                        rest = []
                    rest.append(last)

    async def speak(self) -> None:
        """Write what the session says."""
        assert self.process.stdin  # noqa: S101 - as above
        async with self._out[1] as receive:
            with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, OSError):
                async for message in receive:
                    text = message.message.model_dump_json(by_alias=True, exclude_unset=True)
                    await self.process.stdin.send(f"{text}\n".encode())

    async def overhear(self) -> None:
        """Keep the last of what is said on standard error."""
        assert self.process.stderr  # noqa: S101 - as above
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, anyio.EndOfStream, OSError):
            async for chunk in self.process.stderr:
                kept = self.said + chunk.decode("utf-8", "replace")
                # What is cut begins with a whole line: half a secret is not known for one.
                self.said = kept if len(kept) <= _TAIL else kept[-_TAIL:].partition("\n")[2]

    async def end(self, until: float) -> None:
        """Close its input, wait a moment, then end it and all that it started, wherever that went, by `until`."""
        with suppress(anyio.BrokenResourceError, anyio.ClosedResourceError, OSError):
            if self.process.stdin:
                await self.process.stdin.aclose()
        if os.name != "posix":
            if not await self._gone(until):
                self.process.kill()
            return
        if not await self._gone(until - _GRACE / 2) or self._tree.alive():
            self._tree.signal(signal.SIGTERM)
            await self._gone(until, whole=True)
        self.left = len(self._tree.kill())
        await self._gone(anyio.current_time() + _GRACE)

    async def _pass_on(self, send: MemoryObjectSendStream[Any], line: bytes) -> None:
        if not line.strip():
            return
        try:
            message = mcp_types.jsonrpc_message_adapter.validate_json(line, by_name=False)
        except ValueError:
            self.garbage += 1
            return
        await send.send(SessionMessage(message))

    async def _gone(self, until: float, *, whole: bool = False) -> bool:
        """Wait for it to end, with all that it started where `whole`; no longer than a moment."""
        deadline = min(until, anyio.current_time() + _GRACE)
        while self.process.returncode is None or (whole and self._tree.alive()):
            if anyio.current_time() > deadline:
                return False
            await anyio.sleep(0.02)
        return True


@asynccontextmanager
async def started(command: Sequence[str], env: Mapping[str, str], path: str, until: float) -> AsyncIterator[Server]:
    """The server of a command, which is looked up in `path` and gets `env` as its whole environment.

    It is ended by `until`, on the clock of the event loop.

    Raises:
        InputError: it cannot be started.
    """
    program = shutil.which(command[0], path=path)
    if program is None:
        msg = f"there is no command `{clean(command[0])}`"
        raise InputError(msg, hint="name it by its path, or install it")
    tree = Tree()
    try:
        process = await anyio.open_process(
            [program, *command[1:]], stdin=PIPE, stdout=PIPE, stderr=PIPE, env=dict(env), start_new_session=True
        )
    except (OSError, ValueError) as error:
        msg = f"`{clean(command[0])}` cannot be started: {getattr(error, 'strerror', None) or 'a NUL in its arguments'}"
        raise InputError(msg, hint="try the command by itself") from error
    tree.grows_from(process.pid)
    server = Server(process, tree)
    async with anyio.create_task_group() as tasks:
        try:
            tasks.start_soon(server.listen)
            tasks.start_soon(server.speak)
            tasks.start_soon(server.overhear)
            yield server
        finally:
            with anyio.CancelScope(shield=True):
                await server.end(until)
            tasks.cancel_scope.cancel()
