"""Servers that run: three real ones, and those that mean no good."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

pytest.importorskip("mcp", reason="the MCP SDK is not installed")

from blastradius.foreign.process_tree import Tree, by_proc, by_ps

WORDS = ("--system", "docs", "--agent", "bot", "--out", "inv")

SERVER = r"""
import json, os, subprocess, sys, time

def say(value):
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()

def tools(*names):
    return [{"name": name, "inputSchema": {"type": "object"}} for name in names]

def answer(request, result):
    say({"jsonrpc": "2.0", "id": request["id"], "result": result})

def serve(listing):
    for line in sys.stdin:
        request = json.loads(line)
        if request.get("method") == "initialize":
            answer(request, {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                             "serverInfo": {"name": "s", "version": "1"}})
        elif request.get("method") == "tools/list":
            listing(request, (request.get("params") or {}).get("cursor"))
"""

BEHAVIOURS = {
    "hangs at once": "time.sleep(600)",
    "hangs at the list": "serve(lambda request, cursor: time.sleep(600))",
    "writes without end": "while True: sys.stdout.write('x' * 65536)",
    "writes lines without end": "while True: sys.stdout.write('garbage ' * 100 + chr(10))",
    "ends at once": "sys.exit(3)",
    "fails": "sys.stderr.write('no \\x1b[31mlicence\\x1b[0m'); sys.exit(1)",
    "answers nonsense": "serve(lambda request, cursor: answer(request, {'things': 3}))",
    "answers with an error": "serve(lambda request, cursor: say({'jsonrpc': '2.0', 'id': request['id'],"
    " 'error': {'code': -1, 'message': 'no\\x1b[1m'}}))",
}


def server(folder: Path, behaviour: str) -> tuple[str, ...]:
    file = folder / "server.py"
    file.write_text(SERVER + behaviour + "\n")
    return sys.executable, str(file)


def alive(mark: str) -> list[str]:
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                words = (each / "cmdline").read_bytes()
                state = (each / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if mark.encode() in words and state != "Z" and int(each.name) != os.getpid():
                found.append(each.name)
    return found


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_a_server_that_means_no_good_is_ended_and_said(cli, behaviour) -> None:
    command = server(cli.here, BEHAVIOURS[behaviour])
    began = time.monotonic()
    ran = cli("import", "mcp", "--stdio", "--timeout", "3", *WORDS, "--", *command)
    assert ran.code == 3, ran.out
    assert time.monotonic() - began < 30
    assert "did not list its tools" in ran.err
    assert "\x1b" not in ran.err
    assert not (cli.here / "inv").exists()
    assert not alive(str(cli.here))


def test_pages_without_end_come_to_one(cli) -> None:
    listing = (
        "count = [0]\ndef listing(request, cursor):\n    count[0] += 1\n"
        "    answer(request, {'tools': tools(f't{count[0]}'), 'nextCursor': str(count[0])})\nserve(listing)"
    )
    ran = cli("import", "mcp", "--stdio", "--timeout", "60", *WORDS, "--", *server(cli.here, listing))
    assert ran.code == 3
    assert "does not come to an end" in " ".join(ran.out.split())
    listing = "serve(lambda request, cursor: answer(request, {'tools': tools('a'), 'nextCursor': 'again'}))"
    ran = cli("import", "mcp", "--stdio", *WORDS, "--", *server(cli.here, listing))
    assert ran.code == 3
    assert "same next page again" in " ".join(ran.out.split())


def test_pages_noise_and_odd_names_are_taken(cli) -> None:
    listing = (
        "print('Welcome to the server!')\nsys.stdout.flush()\ndef listing(request, cursor):\n"
        "    page = {'tools': tools('b', 'x\\x1b[2J')} if cursor else {'tools': tools('a'), 'nextCursor': '2'}\n"
        "    answer(request, page)\nserve(listing)"
    )
    ran = cli("import", "mcp", "--stdio", *WORDS, "--", *server(cli.here, listing))
    assert ran.code == 0, ran.err
    assert "\x1b" not in ran.out + ran.err
    text = (cli.here / "inv" / "agents" / "bot.yaml").read_text()
    assert text.count("- name:") == 3
    assert "that is no message" in " ".join(ran.out.split())


def test_it_gets_the_variables_that_are_named_and_no_other(cli) -> None:
    listing = "serve(lambda request, cursor: answer(request, {'tools': tools(*sorted(os.environ) or ['nothing'])}))"
    words = ("import", "mcp", "--stdio", "--dry-run", *WORDS)
    env = {"MY_TOKEN": "hunter2-hunter2", "OTHER": "x"}
    ran = cli(*words, "--", *server(cli.here, listing), env=env)
    names = {line.split()[-1] for line in ran.out.splitlines() if line.startswith("+  - name:")}
    assert not names & {"MY_TOKEN", "OTHER", "HOME", "PATH"}
    ran = cli(*words, "--env", "MY_TOKEN", "--", *server(cli.here, listing), env=env)
    names = {line.split()[-1] for line in ran.out.splitlines() if line.startswith("+  - name:")}
    assert "MY_TOKEN" in names
    assert "OTHER" not in names
    assert "hunter2" not in ran.out + ran.err
    assert ran.err.startswith("starting ")
    assert "with MY_TOKEN in its environment" in ran.err


def test_what_a_server_started_ends_with_it(cli) -> None:
    mark = f"sleeper-{os.getpid()}-{time.monotonic_ns()}"
    child = f"subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', {mark!r}])"
    listing = f"{child}\nserve(lambda request, cursor: answer(request, {{'tools': tools('a')}}))"
    ran = cli("import", "mcp", "--stdio", *WORDS, "--", *server(cli.here, listing))
    assert ran.code == 0, ran.err
    assert not alive(mark)


FLEES = """
def flee():
    if os.fork():
        os._exit(0)
    os.setsid()
    if os.fork():
        os._exit(0)
    os.execv(sys.executable, [sys.executable, '-c', {code!r}, {mark!r}])
if os.fork() == 0:
    flee()
subprocess.Popen([sys.executable, '-c', {code!r}, {mark!r}], start_new_session=True)
serve(lambda request, cursor: {answer})
"""
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
ANSWERS = "answer(request, {'tools': tools('a')})"


@pytest.mark.parametrize(("answer", "code"), [(ANSWERS, 0), ("time.sleep(300)", 3)])
def test_what_fled_into_a_session_of_its_own_ends_too(cli, answer, code) -> None:
    mark = f"fled-{os.getpid()}-{time.monotonic_ns()}"
    command = server(cli.here, FLEES.format(code=STUBBORN, mark=mark, answer=answer))
    ran = cli("import", "mcp", "--stdio", "--timeout", "6", *WORDS, "--", *command)
    assert ran.code == code, ran.err
    assert not alive(mark)


BEATS = """
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
began = time.monotonic()
while True:
    with open({file!r} + ".next", "w") as beat:
        beat.write(str(time.monotonic() - began))
    os.replace({file!r} + ".next", {file!r})  # whoever is killed while writing leaves the last whole one
    time.sleep(0.01)
"""


def test_the_time_limit_is_one_on_the_whole(cli) -> None:
    """A server that hears nothing lives as long as is allowed, and not a moment of grace longer."""
    beat = cli.here / "beat"
    command = server(cli.here, BEATS.format(file=str(beat)))
    ran = cli("import", "mcp", "--stdio", "--timeout", "3", *WORDS, "--", *command)
    assert ran.code == 3
    assert "no answer in 2 s" in ran.err
    assert 1.5 < float(beat.read_text()) < 3.2


def test_a_signal_to_us_ends_what_we_started(cli) -> None:
    mark = cli.here / "runs"
    command = server(cli.here, f"open({str(mark)!r}, 'w').close()\n{STUBBORN}")
    ours = [sys.executable, "-m", "blastradius", "import", "mcp", "--stdio", *WORDS, "--", *command]
    process = subprocess.Popen(ours, cwd=cli.here, env=cli.env, stderr=subprocess.PIPE)
    while not mark.exists():
        assert process.poll() is None
    process.terminate()
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM
    assert not alive(str(cli.here / "server.py"))


def test_a_tree_is_found_without_proc_too() -> None:
    """The way of systems that are no Linux, as far as `ps` tells the same here."""
    tree = Tree(by_ps)
    with subprocess.Popen(["sh", "-c", "sleep 300 & wait"], start_new_session=True) as process:
        tree.grows_from(process.pid)
        while len(tree.alive()) < 2:
            assert process.poll() is None
        assert {each.pid for each in tree.alive()} <= {each.pid for each in by_proc()}
        assert not tree.kill()


@pytest.mark.parametrize(
    "words",
    [
        ("--stdio",),
        ("--http", "ftp://x"),
        ("--http", "nonsense"),
        ("--stdio", "--http", "http://x", "--", "true"),
        ("--stdio", "--env", "NOT_SET_AT_ALL", "--", "true"),
        ("--http", "http://x", "--header-env", "Authorization"),
        ("--env", "HOME", "file.json"),
        ("a.json", "b.json"),
    ],
)
def test_options_that_do_not_fit_together_are_refused(cli, words) -> None:
    ran = cli("import", "mcp", *WORDS, *words)
    assert ran.code == 2, ran.err
    assert "starting" not in ran.err


def test_a_command_that_is_not_there(cli) -> None:
    ran = cli("import", "mcp", "--stdio", *WORDS, "--", "no-such-command-at-all")
    assert ran.code == 3
    assert "there is no command" in ran.err


class Handler(BaseHTTPRequestHandler):
    """A server over HTTP that lists one tool to whoever has the token."""

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != "Bearer let-me-in":
            self.send_response(401)
            self.end_headers()
            return
        if "id" not in request:
            self.send_response(202)
            self.end_headers()
            return
        result = {"tools": [{"name": "over_http", "inputSchema": {"type": "object"}}]}
        if request["method"] == "initialize":
            result = {
                "protocolVersion": "2025-06-18",
                "capabilities": {"tools": {}},
                "serverInfo": {"name": "s", "version": "1"},
            }
        body = json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Mcp-Session-Id", "one")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.send_response(405)
        self.end_headers()

    def do_DELETE(self) -> None:
        self.server.never.wait()

    def log_message(self, *_: object) -> None:
        pass


def test_a_server_over_http(cli) -> None:
    """It hangs when it is told good-bye; what it listed counts all the same."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.never = threading.Event()
        listening.daemon_threads = True
        threading.Thread(target=listening.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{listening.server_port}/mcp"
        words = ("import", "mcp", "--http", url, "--timeout", "10", *WORDS)
        ran = cli(*words, "--header-env", "Authorization=TOKEN", env={"TOKEN": "Bearer let-me-in"})
        assert ran.code == 0, ran.err
        assert "over_http" in (cli.here / "inv" / "agents" / "bot.yaml").read_text()
        assert "let-me-in" not in ran.out + ran.err
        assert cli(*words).code == 3
        listening.never.set()
        listening.shutdown()


def _command(name: str) -> list[str]:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if not found:
        npm = Path(os.environ.get("BLASTRADIUS_TEST_NPM", "")) / "node_modules" / ".bin" / name
        found = str(npm) if npm.exists() else None
    if not found:
        pytest.skip(f"{name} is not installed")
    return [found]


@pytest.mark.parametrize(
    ("name", "arguments", "known"),
    [
        ("mcp-server-git", [], "git_status"),
        ("mcp-server-fetch", [], "fetch"),
        ("mcp-server-everything", ["stdio"], "echo"),
        ("mcp-server-filesystem", ["."], "read_text_file"),
    ],
)
def test_real_servers_over_stdio(cli, name, arguments, known) -> None:
    command = [*_command(name), *arguments]
    words = ("mcp", "--stdio", "--timeout", "60", "--system", "docs", "--agent", "bot")
    ran = cli("import", *words, "--out", "inv", "--env", "PATH", "--", *command)
    assert ran.code == 0, ran.err
    assert f"- name: {known}\n" in (cli.here / "inv" / "agents" / "bot.yaml").read_text()
    assert cli("lint", "inv", "--fail-on", "error").code == 0
    assert cli("drift", *words, "-i", "inv", "--env", "PATH", "--", *command).code == 0
    assert not alive(str(cli.here / "nowhere"))


def test_without_the_sdk_it_says_how_to_get_it_and_starts_nothing(cli) -> None:
    (cli.here / "mcp.py").write_text("raise ImportError")
    mark = cli.here / "started"
    ran = cli("import", "mcp", "--stdio", *WORDS, "--", "touch", str(mark), env={"PYTHONPATH": str(cli.here)})
    assert ran.code == 2
    assert "blastradius-inventory[mcp]" in ran.err
    assert not mark.exists()


@pytest.mark.parametrize(
    "given",
    [
        ("--token", "sk-live-hidden1"),
        ("--password", "hunter2hidden"),
        ("--api-key=hidden",),
        ("--secret", "-hidden"),
        ("--db-password=a hidden b",),
        ("API_TOKEN=hidden",),
        ("PASSWORD=hidden", "--verbose"),
        ("--header", "Authorization: hidden"),
        ("--header", "X-Api-Key: hidden"),
        ("--url", "https://example.com/mcp?x=1&access_token=hidden&y=2"),
        ("--url", "https://example.com/mcp?x=1&sig=hidden%3Dhidden"),
        ("export GITHUB_TOKEN=hidden && run --token hidden",),
        ("--key", "hidden"),
    ],
)
def test_a_secret_of_the_command_is_not_shown(cli, given) -> None:
    ran = cli("import", "mcp", "--stdio", *WORDS, "--dry-run", "--", "no-such-program", *given)
    assert ran.code == 3
    assert ran.err.startswith("starting no-such-program ")
    assert "hidden" not in ran.out + ran.err


def test_the_rest_of_the_command_is_shown(cli) -> None:
    given = ("--token", "abc", "--verbose", "--root=/srv/x", "--max-tokens", "5", "./secrets/list.txt", "a: b")
    ran = cli("import", "mcp", "--stdio", *WORDS, "--dry-run", "--", "no-such-program", *given)
    assert "--verbose --root=/srv/x --max-tokens 5 ./secrets/list.txt a: b, with" in ran.err
