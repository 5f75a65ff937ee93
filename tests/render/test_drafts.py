"""Pages wait until all are made: in memory, then in a file that nobody sees."""

import tempfile
from pathlib import Path

import pytest

from blastradius.cli.drafts import Drafts

LARGE = 20_000_000  # two of these are more than is held in memory


def test_texts_come_back_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    drafts = Drafts()
    texts = ["", "Grüße \ud800\r\n", "a" * LARGE, "b" * LARGE, "ende\n"]
    kept = [drafts.keep(text) for text in texts]
    assert [drafts.text(draft) for draft in reversed(kept)] == texts[::-1]
    drafts.keep("after somebody has read")
    assert [drafts.text(draft) for draft in kept] == texts
    assert not list(tmp_path.iterdir())
    drafts.close()
