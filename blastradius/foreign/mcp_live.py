"""Servers that run: asked for their tools over stdio or HTTP, by the official SDK, and only when a person named them.

The SDK speaks the protocol. What is taken is the answer as it came, because the SDK leaves out tools that it thinks
malformed, and those are registered all the same.
"""

import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from typing import Any, Self, TypeAlias

import msgspec

from blastradius.errors import BlastradiusError, InputError, UsageError
from blastradius.foreign.description import Registry
from blastradius.foreign.mcp import of_pages
from blastradius.foreign.tools import MOST
from blastradius.foreign.words import clean
from blastradius.source.secrets import blanked

try:
    import anyio
    import httpx2
    import mcp_types
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    from blastradius.foreign.mcp_process import MOST_BYTES, Server, started
except ImportError as missing:
    _MISSING = "asking a running server needs the MCP SDK, which is not installed"
    raise UsageError(
        _MISSING, hint="install it with `pip install 'blastradius-inventory[mcp]'`, or save `tools/list` to a file"
    ) from missing

_MOST_PAGES = 1000
_LONGEST_ENDING = 2.0
_Asked: TypeAlias = tuple[list[dict[str, Any]], list[str]]
"""Pages as they came, and what is to be said about them."""


def over_stdio(
    command: tuple[str, ...], env: Mapping[str, str], server: str | None, timeout: float, *, path: str
) -> Registry:
    """The tools of a server that this command starts; it is ended before this returns.

    `timeout` is for the whole, in seconds: up to two of them are kept for ending it.

    Raises:
        InputError: it cannot be started, does not answer in time, or not as a server does.
    """
    shown = clean(command[0].rsplit("/", 1)[-1])
    seen: list[Server] = []
    ending = min(_LONGEST_ENDING, timeout / 3)

    async def ask() -> _Asked:
        until = anyio.current_time() + timeout
        async with started(command, env, path, until) as running:
            seen.append(running)
            with anyio.fail_after(until - ending - anyio.current_time()):
                return await _pages(*running.streams)

    def why() -> str:
        if not seen:
            return ""
        last = clean(" / ".join(blanked(seen[0].said).splitlines()[-3:]))[:400]
        if seen[0].too_much:
            return f"it wrote more than {MOST_BYTES:,} bytes"
        return f"it said: {last}" if last else "it said nothing"

    hint = "try the command by itself; it gets no variable but those that `--env NAME` names, often `--env PATH`"
    registry = _asked(ask, shown, server, timeout - ending, why, hint)
    if seen and seen[0].left:
        left = f"{shown} started {seen[0].left} processes that could not be ended: look for them"
        registry = msgspec.structs.replace(registry, remarks=(*registry.remarks, left))
    if seen and seen[0].garbage:
        noise = f"{shown} wrote {_lines(seen[0].garbage)} left out"
        registry = msgspec.structs.replace(registry, remarks=(*registry.remarks, noise))
    return registry


def _lines(number: int) -> str:
    return "1 line that is no message; it was" if number == 1 else f"{number} lines that are no messages; they were"


def over_http(url: str, headers: Mapping[str, str], server: str | None, timeout: float) -> Registry:
    """The tools of a server at this address.

    Raises:
        UsageError: it is no address.
        InputError: it does not answer in time, or not as a server does.
    """
    try:
        parts = httpx2.URL(url)
        host = parts.host
    except (httpx2.InvalidURL, ValueError):
        host = ""
    if not host or parts.scheme not in {"http", "https"}:
        msg = "what `--http` names is no address"
        raise UsageError(msg, hint="for instance `--http https://example.com/mcp`")

    async def ask() -> _Asked:
        answer: _Asked | None = None
        with anyio.move_on_after(timeout):
            async with (
                httpx2.AsyncClient(
                    headers=dict(headers), timeout=timeout, trust_env=False, transport=_Bounded()
                ) as client,
                streamable_http_client(url, http_client=client) as (read, write),
            ):
                answer = await _pages(read, write)
        if answer is None:  # one that has answered may take as long as it likes to say good-bye
            raise TimeoutError
        return answer

    return _asked(ask, clean(host), server, timeout, lambda: "", "check the address and the headers it needs")


def _asked(
    ask: Callable[[], Coroutine[Any, Any, _Asked]],
    shown: str,
    server: str | None,
    timeout: float,
    why: Callable[[], str],
    hint: str,
) -> Registry:
    """Run it, and turn whatever goes wrong into one sentence."""
    logging.getLogger("mcp").setLevel(logging.CRITICAL)
    logging.getLogger("client").setLevel(logging.CRITICAL)
    try:
        pages, remarks = anyio.run(_heeding, ask)
    except BaseException as error:
        first = _first(error)
        if isinstance(first, _Ended):
            raise SystemExit(128 + first.number) from None
        if isinstance(first, KeyboardInterrupt | SystemExit | BlastradiusError):
            raise first from None
        said = why()
        reason = f"no answer in {timeout:g} s" if isinstance(first, TimeoutError) else clean(str(first))[:300]
        msg = f"`{shown}` did not list its tools: {reason or type(first).__name__}{f'; {said}' if said else ''}"
        raise InputError(msg, hint=hint) from error
    registry = of_pages(pages, shown, server)
    return msgspec.structs.replace(
        registry,
        remarks=(*registry.remarks, *remarks),
        complete=registry.complete and not remarks,
    )


class _Ended(Exception):  # noqa: N818 - no error
    """Somebody told us to end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


async def _heeding(ask: Callable[[], Coroutine[Any, Any, _Asked]]) -> _Asked:
    """Ask, and when we are told to end, end first what was started."""
    async with anyio.create_task_group() as tasks:
        if os.name == "posix":
            tasks.start_soon(_heed)
        answer = await ask()
        tasks.cancel_scope.cancel()
    return answer


async def _heed() -> None:
    with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGHUP) as told:
        async for number in told:
            raise _Ended(number)


def _first(error: BaseException) -> BaseException:
    """The error inside of groups; ours before others."""
    found = [error]
    while isinstance(found[0], BaseExceptionGroup):
        found = sorted(
            found[0].exceptions, key=lambda each: not isinstance(each, BlastradiusError | KeyboardInterrupt | _Ended)
        )
    return found[0]


async def _pages(read: Any, write: Any) -> tuple[list[dict[str, Any]], list[str]]:
    """Every page of `tools/list`, as it came, and what ended the reading too early."""
    tapped = _Tapped(read)
    pages: list[dict[str, Any]] = []
    cursors: set[str] = set()
    cursor: str | None = None
    async with ClientSession(tapped, write) as session:
        await session.initialize()
        while len(pages) < _MOST_PAGES:
            page = await _page(session, tapped, cursor)
            pages.append(page)
            following = page.get("nextCursor")
            if not isinstance(following, str) or not following:
                page.pop("nextCursor", None)
                return pages, []
            if following in cursors:
                return pages, ["the server names the same next page again and again; what came until then is here"]
            if sum(len(each["tools"]) for each in pages) > MOST:
                break
            cursors.add(following)
            cursor = following
    return pages, [f"the server does not come to an end: {len(pages)} pages were taken"]


async def _page(session: ClientSession, tapped: "_Tapped", cursor: str | None) -> dict[str, Any]:
    """One page, raw.

    Raises:
        ValueError: the answer holds no list of tools.
    """
    tapped.forget()
    params = mcp_types.PaginatedRequestParams(cursor=cursor) if cursor else None
    try:
        await session.send_request(mcp_types.ListToolsRequest(params=params), mcp_types.ListToolsResult)
    except ValueError:
        if not tapped.last:
            raise
    if not tapped.last:
        msg = "its answer has no list of tools"
        raise ValueError(msg)
    return dict(tapped.last)


class _Tapped:
    """A stream of messages that remembers the last list of tools that went by."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.last: dict[str, Any] = {}

    def forget(self) -> None:
        """Remember nothing."""
        self.last = {}

    def _seen(self, item: Any) -> Any:
        result = getattr(getattr(item, "message", None), "result", None)
        if isinstance(result, dict) and isinstance(result.get("tools"), list):
            self.last = result
        return item

    async def receive(self) -> Any:
        return self._seen(await self._stream.receive())

    async def aclose(self) -> None:
        await self._stream.aclose()

    def __aiter__(self) -> "_Tapped":
        return self

    async def __anext__(self) -> Any:
        return self._seen(await self._stream.__anext__())

    async def __aenter__(self) -> Self:
        await self._stream.__aenter__()
        return self

    async def __aexit__(self, *error: object) -> Any:
        return await self._stream.__aexit__(*error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Bounded(httpx2.AsyncHTTPTransport):
    """Answers that end when they have been long enough, as they come: a packed one can unpack to any size."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
            await response.aclose()
            msg = "the answer is packed, which was not asked for"
            raise ValueError(msg)
        response.stream = _Counted(response.stream)
        return response


class _Counted(httpx2.AsyncByteStream):
    def __init__(self, stream: Any) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        total = 0
        async for chunk in self._stream:
            total += len(chunk)
            if total > MOST_BYTES:
                msg = f"the answer has more than {MOST_BYTES:,} bytes"
                raise ValueError(msg)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
