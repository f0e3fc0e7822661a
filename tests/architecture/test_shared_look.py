"""The console of the mock and the HTML report of the checker look like one product.

The two packages share no code, so the values are written twice, and held against each other here.
"""

import re

from tests.architecture.files import ROOT

CONSOLE = ROOT / "mock_server" / "asgi" / "tool_pages" / "console" / "static" / "console.css"
REPORT = ROOT / "contracts" / "reports" / "page.css"
BORROWED = {"back", "card", "soft", "line", "edge", "text", "dim", "accent", "error", "mono"}

_TOKEN = re.compile(r"--([a-z-]+):\s*([^;]+);")
_FONT = re.compile(r"system-ui[^;}]*?sans-serif")


def tokens(path):
    """Return the values of a stylesheet's own properties, without differences of spacing."""
    found = _TOKEN.findall(path.read_text(encoding="utf-8"))
    return {name: re.sub(r"\s*,\s*", ",", value.strip()) for name, value in found}


def test_report_has_the_colours_of_the_console():
    """Every value that the report names has the console's value, for light and for dark."""
    console, report = tokens(CONSOLE), tokens(REPORT)

    assert set(report) >= BORROWED
    assert report == {name: console.get(name) for name in report}


def test_report_has_the_type_of_the_console():
    """Texts are set in the same families."""
    families = [
        re.sub(r"\s*,\s*", ",", _FONT.search(path.read_text(encoding="utf-8"))[0])
        for path in (CONSOLE, REPORT)
    ]

    assert families[0] == families[1]
