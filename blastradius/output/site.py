"""The runbook as a folder of HTML pages that opens from disk, without a server and without a network.

Its pages are the Markdown ones in HTML, so both forms say the same; what a browser can do is added around them: search,
deadlines that count down, pictures of the reach, copy buttons. Everything can be read without a script.
"""

from collections.abc import Iterator, Mapping
from string import Template as Shell

from blastradius.analysis.runbook.report import AgentPage, CredentialPage, Effect, Runbook, SystemPage
from blastradius.output.reach_picture import picture
from blastradius.output.runbook import ASSETS, FOLDERS, File, Template, file_name, pages
from blastradius.output.site_html import attribute, html
from blastradius.output.site_search import search_index

_AFTER = '<section class="more">'
_Page = SystemPage | CredentialPage | AgentPage


def site(book: Runbook, templates: Mapping[str, Template], parts: Mapping[str, str]) -> tuple[File, ...]:
    """Every file of the site. `parts` are our own: `page.html`, `site.css` and `site.js`.

    Raises:
        UsageError: a template of the user is broken; the message names its file and line.
    """
    entities: dict[str, _Page] = {_path(page): page for page in book.systems}
    entities |= {_path(page): page for page in book.credentials} | {_path(page): page for page in book.agents}
    shell = Shell(parts["page.html"])
    made = [_html(shell, book, file, entities.get(file.path)) for file in pages(book, templates)]
    made += [File(path=f"{ASSETS}/{name}", text=parts[name]) for name in ("site.css", "site.js")]
    return (*made, File(path=f"{ASSETS}/search.js", text=search_index(book)))


def _path(page: _Page) -> str:
    return f"{FOLDERS[page.head.kind]}/{file_name(page.head.id)}"


def _html(shell: Shell, book: Runbook, file: File, page: _Page | None) -> File:
    base = "../" * file.path.count("/")
    body = html(file.text, urgent=page is not None)
    if page:
        body = body.replace(_AFTER, f"{_clock(page)}{_picture(book, page, base)}{_AFTER}", 1)
    title = f"{page.head.kind.value} {page.head.id}" if page else "Runbook"
    home = book.index.title if book.index else "Runbook"
    text = shell.substitute(
        title=attribute(f"{title} · {home}" if page else f"{title}: {home}"),
        base=base,
        home=attribute(home),
        body=body.strip("\n"),
        footer="Made from the inventory by <code>blastradius render</code>. Change that, not this page.",
    )
    return File(path=file.path.removesuffix(".md") + ".html", text=text)


def _picture(book: Runbook, page: _Page, base: str) -> str:
    if isinstance(page, SystemPage):
        return ""
    links = {f"{kind.value}:{name}": f"{base}{FOLDERS[kind]}/{_file(name)}" for kind, name in book.known}
    return picture(f"{page.head.kind.value}:{page.head.id}", page.reached.places, links)


def _clock(page: _Page) -> str:
    """What closes when: the length of each window in words, and a countdown for whoever gives the time."""
    effects = page.undo if isinstance(page, SystemPage) else (*page.reached.undo, *page.reached.farther)
    items = dict.fromkeys(_closing(effects))
    if not items:
        return ""
    return (
        '<section class="clock" aria-label="Deadlines">\n<strong>Undo windows, counted from the call</strong>\n'
        '<form hidden><label for="since">It may have begun at</label> '
        '<input id="since" size="22" placeholder="2026-11-22T02:00Z"> '
        '<span class="asked alarm" role="status"></span></form>\n'
        f"<ul>\n{''.join(items)}</ul>\n</section>\n"
    )


def _closing(effects: tuple[Effect, ...]) -> Iterator[str]:
    for effect in effects:
        length = effect.window.duration
        if length and length.seconds is not None:
            name = attribute(f"{effect.system} {effect.id}")
            yield (
                f'<li data-seconds="{length.seconds}">{name}: within {attribute(length.text)}'
                f"{', or sooner' if effect.window.sooner or effect.window.event else ''}<output></output></li>\n"
            )


def _file(name: str) -> str:
    return file_name(name).removesuffix(".md") + ".html"
