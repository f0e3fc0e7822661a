"""The table of the console's pages.

To add a page, add a row, a template `templates/NAME.html` and a script `static/NAME.js`; the
navigation, the page's address and its security headers follow from the row.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from openapi.text.templates import LOOK

STRICT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types lit-html"
)
"""The Content Security Policy (Level 3) of a page.

Only files of the mock are loaded, no text ever becomes a script, and no other page may frame it.
`trusted-types` makes the browser itself refuse markup that no template of lit-html made.
"""
READER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""The policy of the pages with Swagger UI, which sets the markup of descriptions as text.

It cleans that markup itself, and no script in it would run: only files of the mock do.
"""

_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""Media type by suffix; a file with another suffix is not served."""
_FOLDERS = ("static", "vendor")


def asset_files() -> dict[str, Path]:
    """Return every file that is served, by its path below the console: `static/console.css`."""
    return {"static/look.css": LOOK, **dict(_files(Path(__file__).parent))}


def media_type(path: Path) -> str:
    """Return the media type of one of these files."""
    return _TYPES[path.suffix]


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in _TYPES:
                yield path.relative_to(root).as_posix(), path


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsolePage:
    """A page of the console."""

    name: str  # the name of its template and of its script
    title: str  # its name in the navigation and in the title of the window
    path: str  # its address relative to the console's folder; the first page has the folder itself
    policy: str = STRICT_POLICY  # its Content Security Policy


PAGES = (
    ConsolePage(name="start", title="Start", path="./"),
    ConsolePage(name="sessions", title="Sessions & scenarios", path="sessions"),
    ConsolePage(name="faults", title="Faults", path="faults"),
    ConsolePage(name="journal", title="Journal", path="journal"),
    ConsolePage(name="reference", title="API reference", path="reference", policy=READER_POLICY),
)


"""The pages, in the order of the navigation."""
