"""An editor with the YAML language server knows our format: the real server, asked over its protocol.

It comes from npm: `make check` puts it into `build/node`. Where there is none, these tests say so and are skipped.
"""

import json
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Cli

SERVER = ROOT / "build" / "node" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
NODE = shutil.which("node")
KINDS = ("agent", "credential", "system")

pytestmark = pytest.mark.skipif(
    NODE is None or not SERVER.is_file(), reason="no node or no yaml-language-server: make build/node/.installed"
)


class Editor:
    """As much of an editor as asks for completions, hovers and diagnostics."""

    def __init__(self, here: Path) -> None:
        self._server = subprocess.Popen(
            [str(NODE), str(SERVER), "--stdio"], cwd=here, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._patience = threading.Timer(60, self._server.kill)
        self._patience.start()
        self._number = 0
        self.diagnostics: dict[str, list[str]] = {}
        self.request("initialize", {"processId": None, "rootUri": here.as_uri(), "capabilities": {}})
        self._send({"method": "initialized", "params": {}})

    def open(self, file: Path, text: str) -> dict[str, str]:
        document = {"uri": file.as_uri(), "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return {"uri": file.as_uri()}

    def at(self, method: str, file: Path, text: str, mark: str, *, before: bool = False) -> Any:
        """What the server says where the mark ends, or begins, in this text."""
        document = self.open(file, text)
        at = text.index(mark) + (0 if before else len(mark))
        place = {"line": text.count("\n", 0, at), "character": at - text.rfind("\n", 0, at) - 1}
        return self.request(method, {"textDocument": document, "position": place})

    def request(self, method: str, params: Any) -> Any:
        self._number += 1
        self._send({"id": self._number, "method": method, "params": params})
        while True:
            said = self._read()
            if said.get("id") == self._number and "method" not in said:
                assert "error" not in said, said
                return said["result"]
            self._answer(said)

    def told(self, uri: str) -> list[str]:
        """The diagnostics of a file, as soon as there are any."""
        while uri not in self.diagnostics:
            self._answer(self._read())
        return self.diagnostics[uri]

    def close(self) -> None:
        self._patience.cancel()
        self._server.kill()
        self._server.communicate()

    def _answer(self, said: Any) -> None:
        if said.get("method") == "textDocument/publishDiagnostics":
            params = said["params"]
            self.diagnostics[params["uri"]] = [each["message"] for each in params["diagnostics"]]
        elif "id" in said and "method" in said:
            asked = said.get("params", {}).get("items", [])
            self._send({"id": said["id"], "result": [None] * len(asked) if asked else None})

    def _send(self, message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        stream = self._server.stdin
        assert stream
        stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        stream.flush()

    def _read(self) -> Any:
        stream = self._server.stdout
        assert stream
        length = 0
        while line := stream.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        assert length, "the server has gone"
        return json.loads(stream.read(length))


@pytest.fixture
def editor(cli: Cli) -> Iterator[Editor]:
    """An editor in a folder with our schemas, written as the documentation says."""
    for kind in (*KINDS, "team", "inventory"):
        (cli.here / ".blastradius" / "schemas").mkdir(parents=True, exist_ok=True)
        assert cli("schema", kind, "-o", f".blastradius/schemas/{kind}.v1.json").code == 0
    running = Editor(cli.here)
    yield running
    running.close()


def text_of(kind: str, rest: str) -> str:
    line = f"# yaml-language-server: $schema=.blastradius/schemas/{kind}.v1.json\n"
    return f"{line}apiVersion: blastradius/v1\nkind: {kind.capitalize()}\n{rest}"


def labels(answer: Any) -> set[str]:
    items = answer["items"] if isinstance(answer, dict) else answer
    return {each["label"] for each in items}


COMPLETED = [
    ("system", "id: stripe\nrev", "rev", {"reversibility"}),
    ("system", "id: stripe\noperations:\n  - id: a\n    eff", "eff", {"effect"}),
    ("system", "id: stripe\nreversibility:\n  class: ", "class: ", {"reversible", "compensable", "irreversible"}),
    ("credential", "id: key\nrevoke:\n  eff", "eff", {"effect_within"}),
    ("agent", "id: bot\nstatus: ", "status: ", {"live", "retired"}),
]


@pytest.mark.parametrize(("kind", "rest", "mark", "offered"), COMPLETED)
def test_keys_and_words_are_completed(
    cli: Cli, editor: Editor, kind: str, rest: str, mark: str, offered: set[str]
) -> None:
    answer = editor.at("textDocument/completion", cli.here / f"{kind}.yaml", text_of(kind, rest), mark)
    assert offered <= labels(answer)


def test_hovering_tells_what_a_key_means(cli: Cli, editor: Editor) -> None:
    text = text_of("system", "id: stripe\nreversibility: unknown\n")
    answer = editor.at("textDocument/hover", cli.here / "system.yaml", text, "reversibility", before=True)
    schema = cli("schema", "system").json
    described = schema["properties"]["reversibility"]["description"]
    assert described.split(".")[0][:40] in json.dumps(answer["contents"], ensure_ascii=False)


def test_what_is_wrong_is_underlined(cli: Cli, editor: Editor) -> None:
    text = text_of("team", "id: payments\nleed: Dana\n")
    document = editor.open(cli.here / "team.yaml", text)
    assert any("leed" in each for each in editor.told(document["uri"]))
