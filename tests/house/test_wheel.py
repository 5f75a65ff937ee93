"""The wheel, installed elsewhere, does the main job: it carries its schemas, templates and vendor profiles."""

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    environment["BLASTRADIUS_CACHE_DIR"] = str(cwd / "cache")
    if path:
        environment["PYTHONPATH"] = str(path)
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    done = run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, ROOT, cwd=out)
    assert done.returncode == 0, done.stderr
    return next(out.glob("blastradius_inventory-*.whl"))


def test_the_sdist_makes_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path, ROOT)
    done = run(*command, cwd=tmp_path)  # first the sdist, then the wheel out of it
    assert done.returncode == 0, done.stderr
    again = next(tmp_path.glob("blastradius_inventory-*.whl"))
    assert again.name == wheel.name
    first, second = zipfile.ZipFile(wheel), zipfile.ZipFile(again)
    assert {name: first.read(name) for name in first.namelist()} == {n: second.read(n) for n in second.namelist()}
    with tarfile.open(next(tmp_path.glob("*.tar.gz"))) as sdist:
        carried = {name.partition("/")[2] for name in sdist.getnames()}
    assert {"Makefile", "CONTRIBUTING.md", "docs/tutorial.md", "manual/build.py", "tests/conftest.py"} <= carried


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("site")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--target", target, wheel)
    done = run(*pip, cwd=target)
    assert done.returncode == 0, done.stderr
    return target


def test_the_wheel_carries_every_schema_template_and_vendor(wheel: Path) -> None:
    carried = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("schemas", "templates", "frameworks", "inventories/vendors"):
        files = [file for file in (ROOT / folder).rglob("*") if file.is_file()]
        assert files
        for file in files:
            assert f"blastradius/data/{file.relative_to(ROOT).as_posix()}" in carried


def test_the_wheel_does_the_main_job_far_from_the_checkout(installed: Path, tmp_path: Path) -> None:
    program = (sys.executable, "-m", "blastradius")
    where = run(sys.executable, "-c", "import blastradius; print(blastradius.__file__)", cwd=tmp_path, path=installed)
    assert Path(where.stdout.strip()).is_relative_to(installed)

    made = run(*program, "init", "inv", cwd=tmp_path, path=installed)
    assert made.returncode == 0, made.stderr
    linted = run(*program, "lint", "inv", "--format", "concise", cwd=tmp_path, path=installed)
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "unknown" in linted.stdout
    reached = run(*program, "reach", "my-credential", "-i", "inv", cwd=tmp_path, path=installed)
    assert reached.returncode == 0, reached.stderr
    assert "my-system" in reached.stdout
    rendered = run(*program, "render", "inv", "--out", "out", cwd=tmp_path, path=installed)
    assert rendered.returncode == 0, rendered.stderr
    assert (tmp_path / "out" / "index.md").is_file()
    beside = run(*program, "render", "inv", "--format", "evidence", "--out", "beside", cwd=tmp_path, path=installed)
    assert beside.returncode == 0, beside.stderr
    assert "OWASP" in (tmp_path / "beside" / "evidence.md").read_text(encoding="utf-8")
    schema = run(*program, "schema", "system", cwd=tmp_path, path=installed)
    assert '"audit_log"' in schema.stdout
