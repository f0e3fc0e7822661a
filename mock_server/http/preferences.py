"""What a request asks of the mock: `Prefer` (RFC 7240) and the matching query parameters.

Reading is total: any text gives preferences, what cannot be read is ignored as the RFC asks.
Whether a wish can be met is not decided here.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

CODE = "code"
EXAMPLE = "example"
SCENARIO = "scenario"
FAULT = "fault"
QUERY_PREFIX = "__"

RESTART = "__restart"
CLOCK = "__clock"
SESSION_COMMANDS = frozenset({RESTART, CLOCK})
"""Query parameters that change a session; links do not repeat them."""

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_MEMBER = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)
_SECTION = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """One thing that a request asks of the mock.

    Attributes:
        name: Of the preference.
        value: As it was asked for.
        is_header: Whether `Prefer` asked for it, not the query.
    """

    name: str
    value: str
    is_header: bool

    def __str__(self) -> str:
        """Return the wish the way it is written in a request."""
        if not self.is_header:
            return f"?{QUERY_PREFIX}{self.name}={self.value}"
        return f"Prefer: {self.as_applied}"

    @property
    def as_applied(self) -> str:
        """The wish as a member of `Prefer` or `Preference-Applied`."""
        if _TOKEN.fullmatch(self.value):
            return f"{self.name}={self.value}"
        quoted = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.name}="{quoted}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """Everything that a request asks of the mock.

    Attributes:
        code: The wanted status, if any.
        example: The wanted example, if any.
        scenario: The wanted scenario, if any; a wanted status or example goes before it.
        fault: The wanted fault with its settings, if any.
    """

    code: Preference | None = None
    example: Preference | None = None
    scenario: Preference | None = None
    fault: Preference | None = None

    @property
    def selects_documented(self) -> bool:
        """Whether a documented answer is asked for by name."""
        return self.code is not None or self.example is not None

    @property
    def as_applied(self) -> str:
        """The value of `Preference-Applied`, empty where the header asked for nothing."""
        wishes = (self.code, self.example, self.scenario, self.fault)
        return ", ".join(wish.as_applied for wish in wishes if wish and wish.is_header)


NO_PREFERENCES = Preferences()


def read_preferences(query: Sequence[tuple[str, str]], prefer: Sequence[str]) -> Preferences:
    """Return what a request asks for; the query wins over the header.

    Args:
        query: Decoded names and values.
        prefer: The `Prefer` header lines.
    """
    if not prefer and not any(name.startswith(QUERY_PREFIX) for name, _ in query):
        return NO_PREFERENCES
    header = parse_prefer(prefer)
    return Preferences(
        code=_find_preference(CODE, query, header),
        example=_find_preference(EXAMPLE, query, header),
        scenario=_find_preference(SCENARIO, query, header),
        fault=_find_preference(FAULT, query, header),
    )


def parse_prefer(lines: Iterable[str]) -> dict[str, str]:
    """Return the preferences of all `Prefer` lines; the first of a name counts.

    >>> parse_prefer(['code=404, example="not found"; a=b', "respond-async"])
    {'code': '404', 'example': 'not found', 'respond-async': ''}
    """
    found: dict[str, str] = {}
    for line in lines:
        for member in _MEMBER.findall(_utf8(line)):
            sections = _SECTION.findall(member)
            name, _, value = sections[0].partition("=") if sections else ("", "", "")
            name = name.strip()
            if _TOKEN.fullmatch(name):
                # A fault's settings look like the parameters that the RFC lets us ignore.
                settings = sections[1:] if name.casefold() == FAULT else []
                text = ";".join([_unquote(value.strip()), *(each.strip() for each in settings)])
                found.setdefault(name.casefold(), text)
    return found


def _utf8(line: str) -> str:
    """Return a line as UTF-8 where its bytes are that; servers hand them over as latin-1."""
    try:
        return line.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return line


def _unquote(text: str) -> str:
    if not text.startswith('"'):
        return text
    inner = text[1:-1] if len(text) > 1 and text.endswith('"') else text[1:]
    return _ESCAPE.sub(r"\1", inner)


def _find_preference(
    name: str, query: Sequence[tuple[str, str]], header: dict[str, str]
) -> Preference | None:
    for key, value in query:
        if key == QUERY_PREFIX + name:
            return Preference(name=name, value=value, is_header=False)
    return Preference(name=name, value=header[name], is_header=True) if name in header else None


SESSION_QUERY = "__session"


SESSION_HEADER = "x-mock-session"


SESSION_PREFIX = b"/__session/"
