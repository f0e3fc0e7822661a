"""Preferences of a request: `Prefer` (RFC 7240) and the equivalent query parameters.

Parsing never fails: invalid text is ignored, as the RFC requires. Whether a preference can be
applied is decided elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from openapi.values import dataclass

CODE = "code"
EXAMPLE = "example"
SCENARIO = "scenario"
FAULT = "fault"
DYNAMIC = "dynamic"
SEED = "seed"
STATEFUL = "stateful"
QUERY_PREFIX = "__"

RESTART = "__restart"
CLOCK = "__clock"
SESSION_COMMANDS = frozenset({RESTART, CLOCK})  # they change a session; links omit them

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_MEMBER = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)
_SECTION = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*+"?)++', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """One preference of a request."""

    name: str  # such as `code` or `scenario`
    value: str  # as it was sent
    is_header: bool  # whether it comes from `Prefer`, not from the query

    def __str__(self) -> str:
        """Return the preference as it is written in a request."""
        if not self.is_header:
            return f"?{QUERY_PREFIX}{self.name}={self.value}"
        return f"Prefer: {self.as_applied}"

    @property
    def as_applied(self) -> str:
        """The preference as a member of `Prefer` or `Preference-Applied`."""
        if not self.value:
            # An empty value is none (RFC 7240, section 2).
            return self.name
        if _TOKEN.fullmatch(self.value):
            return f"{self.name}={self.value}"
        quoted = self.value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{self.name}="{quoted}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """All preferences of a request."""

    code: Preference | None = None  # the status to respond with
    example: Preference | None = None  # the name of the example to respond with
    scenario: Preference | None = None  # to play; `code` and `example` have precedence over it
    fault: Preference | None = None  # the fault to inject, with its settings
    dynamic: Preference | None = None  # whether values that vary are wanted (`true`, `false`)
    seed: Preference | None = None  # the seed of those values; it asks for them, too
    stateful: Preference | None = None  # whether to answer from records (`true`, `false`)

    @property
    def wants_dynamic(self) -> bool | None:
        """Whether values that vary are wanted; None if the request does not say so."""
        if self.dynamic is not None:
            wanted = truth_of(self.dynamic.value)
            if wanted is not None:
                return wanted
        return True if self.seed is not None else None

    @property
    def wants_stateful(self) -> bool | None:
        """Whether the records of the session are wanted; None if the request does not say so."""
        return None if self.stateful is None else truth_of(self.stateful.value)

    @property
    def selects_documented(self) -> bool:
        """Whether a documented response is selected by status or example."""
        return self.code is not None or self.example is not None

    def chosen_example(self, status: int) -> str:
        """Return the name of the example for a refusal of a status; empty for another status."""
        if self.example is None or (self.code is not None and self.code.value != str(status)):
            return ""
        return self.example.value

    @property
    def as_applied(self) -> str:
        """The value of `Preference-Applied`; empty if the header has none that has an effect.

        A documented answer that is asked for by status or example has precedence over scenarios
        and values that vary; switches that are neither on nor off have no effect.
        """
        scenario = None if self.selects_documented else self.scenario
        dynamic = None if self.dynamic and truth_of(self.dynamic.value) is None else self.dynamic
        stateful = None if self.wants_stateful is None else self.stateful
        every = (self.code, self.example, scenario, self.fault, dynamic, self.seed, stateful)
        return ", ".join(each.as_applied for each in every if each and each.is_header)


NO_PREFERENCES = Preferences()


def read_preferences(query: Sequence[tuple[str, str]], prefer: Sequence[str]) -> Preferences:
    """Return the preferences of a request; the query has precedence over the header."""
    if not prefer and not any(name.startswith(QUERY_PREFIX) for name, _ in query):
        return NO_PREFERENCES
    header = parse_prefer(prefer)
    return Preferences(
        code=_find_preference(CODE, query, header),
        example=_find_preference(EXAMPLE, query, header),
        scenario=_find_preference(SCENARIO, query, header),
        fault=_find_preference(FAULT, query, header),
        dynamic=_find_preference(DYNAMIC, query, header),
        seed=_find_preference(SEED, query, header),
        stateful=_find_preference(STATEFUL, query, header),
    )


def truth_of(text: str) -> bool | None:
    """Return what a switch says; a bare one (`Prefer: dynamic`) is on. None for other texts."""
    return {"": True, "true": True, "1": True, "false": False, "0": False}.get(text.casefold())


def parse_prefer(lines: Iterable[str]) -> dict[str, str]:
    """Return the preferences of all `Prefer` lines; the first of a name counts.

    >>> parse_prefer(['code=404, example="not found"; a=b', "respond-async"])
    {'code': '404', 'example': 'not found', 'respond-async': ''}
    """
    found: dict[str, str] = {}
    for name, value, parameters in _members(lines):
        # A fault's settings look like preference parameters, which are ignored otherwise.
        settings = parameters if name == FAULT else []
        found.setdefault(name, ";".join([_unquote(value), *settings]))
    return found


def prefer_parameters(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return the name of each parameter after a `;`, behind that of its preference.

    The settings of a fault are left out.

    >>> prefer_parameters(["code=404; Example=a, fault=delay;seconds=2"])
    [('code', 'example')]
    """
    found = [
        (name, parameter.partition("=")[0].strip().casefold())
        for name, _, parameters in _members(lines)
        for parameter in parameters
        if name != FAULT
    ]
    return [each for each in found if _TOKEN.fullmatch(each[1])]


def _members(lines: Iterable[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield name, value and parameters of each preference, as they were sent."""
    for line in lines:
        for member in _MEMBER.findall(_utf8(line)):
            sections = _SECTION.findall(member)
            name, _, value = sections[0].partition("=") if sections else ("", "", "")
            name = name.strip()
            if _TOKEN.fullmatch(name):
                yield name.casefold(), value.strip(), [each.strip() for each in sections[1:]]


def _utf8(line: str) -> str:
    """Decode a line as UTF-8 if its bytes are valid; servers decode headers as latin-1."""
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
