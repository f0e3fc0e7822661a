"""Where the log of requests goes."""

import io

from mock_server.cli.log_output import LogStyle, default_style, line_format, writer
from mock_server.journal.log_lines import LoggedFacts
from tests.acceptance.cases import cases

AT = "2026-11-21T12:00:00.000Z"


class Terminal(io.TextIOWrapper):
    """A stream that is a terminal."""

    def isatty(self):
        """Return true."""
        return True


def stream(kind=io.TextIOWrapper, encoding="utf-8"):
    """Return a stream of that kind, whose bytes can be read."""
    return kind(io.BytesIO(), encoding=encoding)


def test_log_is_quiet_where_it_is_not_a_terminal():
    """By default a terminal has lines for people, and a file or pipe has none."""
    assert default_style(stream()) is LogStyle.OFF
    assert default_style(stream(Terminal)) is LogStyle.PRETTY


@cases(
    "kind, environ, has_colour",
    {
        "terminal": (Terminal, {"TERM": "xterm"}, True),
        "file": (io.TextIOWrapper, {"TERM": "xterm"}, False),
        "no-color": (Terminal, {"NO_COLOR": "1"}, False),
        "dumb": (Terminal, {"TERM": "dumb"}, False),
    },
)
def test_colour_is_for_terminals(kind, environ, has_colour):
    """There is colour on a terminal, unless its user does not want it."""
    style = line_format(LogStyle.PRETTY, stream(kind), environ)

    assert ("\x1b" in style.line("/x", LoggedFacts("GET", 200), AT, 0.1)) is has_colour


def test_text_that_the_stream_cannot_encode_is_escaped():
    """A terminal with an old encoding shows an escape, and the log goes on."""
    out = stream(encoding="latin-1")
    out.write("before\n")
    writer(out)("naïve → done\n")

    assert out.buffer.getvalue() == b"before\nna\xefve \\u2192 done\n"
