"""The table of the console's pages.

To add a page, add a row, a template `templates/NAME.html` and a script `static/NAME.js`; the
navigation, the page's address and its security headers follow from the row.
"""

from dataclasses import dataclass

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
