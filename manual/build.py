"""Build the manual into build/manual/site: `make docs`. Strictly: a link or an anchor that leads nowhere ends it.

The pages lie as they lie in the repository, so that their links mean the same; README.md is the first. The reference is
made anew out of the program each time.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import reference

_LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")
_PAGES = ("*.md", "docs/*.md", "inventories/*/README.md", "examples/*/README.md")


def main(root: Path) -> None:
    """Assemble and build the manual of this checkout.

    Raises:
        SystemExit: a link leads nowhere, or the generator has another warning.
    """
    build = root / "build" / "manual"
    assemble(root, build / "pages")
    shutil.copy(root / "manual" / "zensical.toml", build / "zensical.toml")
    command = [sys.executable, "-m", "zensical", "build", "--strict", "--clean"]
    done = subprocess.run(command, cwd=build, check=False)
    if done.returncode:
        sys.exit("the manual was not built: see above")
    print(f"The manual is in {(build / 'site' / 'index.html').relative_to(root)}")


def assemble(root: Path, folder: Path) -> None:
    """All pages, and the files of the repository that they link to, as they lie in the repository."""
    shutil.rmtree(folder, ignore_errors=True)
    wanted = {page for pattern in _PAGES for page in root.glob(pattern)}
    for page in sorted(wanted):
        for target in _LINK.findall(page.read_text("utf-8")):
            linked = (page.parent / target).resolve()
            if linked.is_file() and linked.is_relative_to(root):
                wanted.add(linked)
    for file in sorted(wanted):
        _write(folder / file.relative_to(root), file.read_bytes())
    for name, text in reference.pages().items():
        _write(folder / "reference" / name, text.encode())


def _write(place: Path, data: bytes) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(data)


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else f"{__file__}/../..").resolve())
