"""MCP servers that mean harm, over stdio and HTTP: none hangs us, and nothing of them is obeyed, given away or kept."""

import gzip
import json
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from .conftest import NOW, Cli
from .test_texts import COLOURS, MARKUP, OBEYED, SECRETS, SHELL, TELLING, TERMINAL

pytest.importorskip("mcp", reason="the MCP SDK is not installed")

ROWS = ("--system", "docs", "--agent", "bot")

SERVER = r"""
import json, os, signal, subprocess, sys, time

def say(value):
    sys.stdout.write((value if isinstance(value, str) else json.dumps(value)) + "\n")
    sys.stdout.flush()

def serve(listing):
    for line in sys.stdin:
        request = json.loads(line)
        if request.get("method") == "initialize":
            say({"jsonrpc": "2.0", "id": request["id"], "result": {"protocolVersion": "2025-06-18",
                 "capabilities": {"tools": {}}, "serverInfo": {"name": "s", "version": "1"}}})
        elif request.get("method") == "tools/list":
            listing(request["id"])

def tools(number, listed):
    say({"jsonrpc": "2.0", "id": number, "result": {"tools": listed}})
"""
FINE = [{"name": "look", "inputSchema": {"type": "object"}}]


def _answers(value: str) -> dict[str, object]:
    """What a server says to each request, this text in every place that holds one."""
    schema = {
        "type": "object",
        "description": value,
        "properties": {value: {"type": "string", "description": value, "enum": [value], "default": value}},
        "required": [value],
    }
    named = [(value, value), (f"{value} 2", value), ("refund", value), ("../../climbed", value), ("", value)]
    tools = [
        {
            "name": name,
            "title": value,
            "description": text,
            "inputSchema": schema,
            "outputSchema": schema,
            "annotations": {"title": value, "readOnlyHint": value},
            "_meta": {value: value},
        }
        for name, text in named
    ]
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {"tools": {}, "experimental": {value: {value: value}}},
        "serverInfo": {"name": value, "title": value, "version": value},
        "instructions": value,
    }
    return {"initialize": hello, "tools/list": {"tools": tools, "_meta": {value: value}}}


def _started(folder: Path, behaviour: str) -> tuple[str, ...]:
    file = folder / "server.py"
    file.write_text(f"{SERVER}{behaviour}\n")
    return ("--", sys.executable, str(file))


def _talking(folder: Path, value: str, *, failing: bool) -> tuple[str, ...]:
    """A server over stdio that says this text everywhere, beside its messages too; `failing` answers with an error."""
    (folder / "says.json").write_text(json.dumps({"value": value, "answers": _answers(value)}))
    return _started(
        folder,
        f"said = json.load(open({str(folder / 'says.json')!r}))\n"
        "sys.stderr.buffer.write(said['value'].encode('utf-8', 'surrogatepass') + b'\\n'); sys.stderr.flush()\n"
        "say(said['value'])\n"
        "say({'jsonrpc': '2.0', 'method': 'notifications/message',"
        " 'params': {'level': 'error', 'data': said['value']}})\n"
        "for line in sys.stdin:\n"
        "    request = json.loads(line)\n"
        "    if 'id' in request:\n"
        "        say({'jsonrpc': '2.0', 'id': request['id'], 'error': {'code': -1, 'message': said['value']}}\n"
        f"            if {failing} else\n"
        "            {'jsonrpc': '2.0', 'id': request['id'], 'result': said['answers'][request['method']]})",
    )


class _Handler(BaseHTTPRequestHandler):
    """Answers a request with what `answer` says: a status, headers and a body."""

    answer: Callable[[dict[str, object]], tuple[int, dict[str, str], bytes]]

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, headers, body = type(self).answer(request)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.send_response(405)
        self.end_headers()

    do_DELETE = do_GET  # noqa: N815 - the name that it is looked up by

    def log_message(self, *_: object) -> None:
        pass


Listening = Callable[[Callable[[dict[str, object]], tuple[int, dict[str, str], bytes]]], str]


@pytest.fixture
def listening() -> Iterator[Listening]:
    """A server over HTTP on this machine; it gives its address."""
    running: list[ThreadingHTTPServer] = []

    def begin(answer: Callable[[dict[str, object]], tuple[int, dict[str, str], bytes]]) -> str:
        handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        running.append(server)
        return f"http://127.0.0.1:{server.server_port}/mcp"

    yield begin
    for server in running:
        server.shutdown()
        server.server_close()


def _body(request: dict[str, object], result: object) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode()


def _hostile(value: str) -> Callable[[dict[str, object]], tuple[int, dict[str, str], bytes]]:
    answers = _answers(value)

    def answer(request: dict[str, object]) -> tuple[int, dict[str, str], bytes]:
        if "id" not in request:
            return 202, {}, b""
        body = _body(request, answers[str(request["method"])])
        return 200, {"Content-Type": "application/json", "Mcp-Session-Id": "one"}, body

    return answer


def _assert_harmless(where: str, text: str) -> None:
    assert not OBEYED.search(COLOURS.sub("", text)), where
    assert [each for each in TELLING if each.lower() in text.lower()] == [], where
    assert "::error::x" not in [line[:10] for line in text.splitlines()], where


@pytest.mark.parametrize("value", [TERMINAL + MARKUP + SHELL, " ".join(SECRETS.values())], ids=["controls", "secrets"])
def test_what_a_server_says_is_neither_obeyed_nor_given_away_nor_kept(
    cli: Cli, listening: Listening, value: str
) -> None:
    url = listening(_hostile(value))
    folder = cli.here.parent / "server"
    folder.mkdir()
    for name, asked in {"stdio": ("--stdio", *_talking(folder, value, failing=False)), "http": ("--http", url)}.items():
        options, command = (asked[:1], asked[1:]) if name == "stdio" else (asked, ())
        rows = (*options, "--timeout", "20", *ROWS)
        ran = cli("import", "mcp", *rows, "--out", name, "--now", NOW, *command)
        assert ran.code in {0, 3}, ran.err
        _assert_harmless(f"import {name}", ran.out + ran.err)
        assert "name: refund" in (cli.here / name / "agents" / "bot.yaml").read_text()
        for form in ("text", "json", "markdown", "sarif"):
            ran = cli("drift", "mcp", *rows, "-i", name, "--verbose", "--format", form, *command)
            assert ran.code in {0, 1, 3}, ran.err
            _assert_harmless(f"drift {name} {form}", ran.out + ran.err)
        assert cli("lint", name, "--fail-on", "error", "--now", NOW).code in {0, 3}
    command = _talking(folder, value, failing=True)
    ran = cli("import", "mcp", "--stdio", "--timeout", "20", *ROWS, "--out", "refused", *command)
    assert ran.code == 3
    _assert_harmless("a refusal", ran.out + ran.err)
    for file in (*cli.here.rglob("*"), *cli.cache.rglob("*")):
        if file.suffix == ".sqlite":
            kept = file.read_bytes().decode("latin-1").lower()
            assert [each for each in TELLING if each.lower() in kept] == []
        elif file.is_file():
            _assert_harmless(file.name, file.read_text())
            assert file.suffix in {".yaml", ".json"}
    assert {each.name for each in cli.here.parent.iterdir()} <= {"here", "cache", "server"}
    assert [each for each in cli.here.parent.rglob("*") if each.name in {"climbed", "pwned"}] == []


GIANTS = {
    "one description of fifty megabytes": "serve(lambda n: tools(n, [dict({fine}, description='x' * 50_000_000)]))",
    "two hundred thousand tools": "serve(lambda n: tools(n, [dict({fine}, name='t%d' % i) for i in range(200_000)]))",
    "a schema a hundred thousand deep": (
        'serve(lambda n: say(\'{{"jsonrpc":"2.0","id":%d,"result":{{"tools":[{{"name":"a","inputSchema":\''
        " % n + '{{\"items\":' * 100_000 + '{{}}' + '}}' * 100_000 + '}}]}}}}'))"
    ),
    "one tool ten thousand times": "serve(lambda n: tools(n, [{fine}] * 10_000))",
    "a name of ten megabytes": "serve(lambda n: tools(n, [{fine}, dict({fine}, name='n' * 10_000_000)]))",
    "tools that are none": (
        "serve(lambda n: tools(n, [None, 3, 'x', [], {{}}, {{'name': None}}, {{'name': 3}}, {fine}]))"
    ),
    "answers to what nobody asked": (
        "answer = {{'jsonrpc': '2.0', 'result': {{'tools': [{fine}]}}}}\n"
        "serve(lambda n: [say(dict(answer, id=i)) for i in range(50_000)])"
    ),
    "questions without end": (
        "serve(lambda n: [say({{'jsonrpc': '2.0', 'id': 'q%d' % i, 'method': 'ping'}}) for i in range(10**9)])"
    ),
    "children and children": (
        "[subprocess.Popen([sys.executable, '-c', 'import signal, time; signal.signal(15, signal.SIG_IGN);"
        " time.sleep(60)', {mark!r}], start_new_session=True) for _ in range(12)]\n"
        "serve(lambda n: tools(n, [{fine}]))"
    ),
}


@pytest.mark.parametrize("behaviour", GIANTS.values(), ids=GIANTS)
def test_no_server_hangs_or_breaks_an_import(cli: Cli, behaviour: str) -> None:
    mark = f"mark-{time.monotonic_ns()}"
    command = _started(cli.here, behaviour.format(fine=FINE[0], mark=mark))
    began = _processor()
    ran = cli("import", "mcp", "--stdio", "--timeout", "8", "--dry-run", *ROWS, "--out", "made", *command)
    assert _processor() - began < 40, "eight seconds for the server, and what it said is bounded"
    assert ran.code in {0, 3}, ran.err[-400:]
    assert len(ran.err) < 20_000
    assert not (cli.here / "made").exists()
    left = [each for each in Path("/proc").glob("[0-9]*/cmdline") if mark.encode() in _read(each)]
    assert left == []


def _processor() -> float:
    """Seconds of the processor that ended children have taken: another program on the machine takes none of them."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:
        return b""


def test_an_answer_that_unpacks_to_more_than_is_read_is_refused(cli: Cli, listening: Listening) -> None:
    """It is judged by being packed, not by its size: that is not known before it is unpacked."""

    def answer(request: dict[str, object]) -> tuple[int, dict[str, str], bytes]:
        if request.get("method") == "tools/list":
            packed = gzip.compress(_body(request, {"tools": FINE}) + b" " * 10_000_000)
            return 200, {"Content-Type": "application/json", "Content-Encoding": "gzip"}, packed
        return _hostile("x")(request)

    ran = cli("import", "mcp", "--http", listening(answer), "--timeout", "20", *ROWS, "--out", "made")
    assert ran.code == 3
    assert "did not list its tools" in ran.err
    assert "packed" in ran.err
    assert not (cli.here / "made").exists()


def test_what_is_sent_to_one_host_is_not_sent_on_to_another(cli: Cli, listening: Listening) -> None:
    heard: list[dict[str, object]] = []

    def other(request: dict[str, object]) -> tuple[int, dict[str, str], bytes]:
        heard.append(request)
        return _hostile("x")(request)

    elsewhere = listening(other)
    secret = SECRETS["a vendor's key"]
    url = listening(lambda _: (307, {"Location": f"{elsewhere}?key={secret}\x1b[2J"}, b""))
    words = ("import", "mcp", "--http", url, "--header-env", "Authorization=TOKEN", "--timeout", "10", *ROWS)
    ran = cli(*words, "--out", "made", env={"TOKEN": f"Bearer {secret}"})
    assert ran.code == 3
    assert heard == []
    _assert_harmless("a redirect", ran.out + ran.err)
