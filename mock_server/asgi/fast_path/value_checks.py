"""What the values of a similar request must pass to get the answer to another one.

No step has read these values, but the parameters among them must be valid. Whether a text is valid
is decided by the parser of the parameter itself.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from mock_server.asgi.fast_path.observed_head import Reads
from mock_server.asgi.fast_path.simple_requests import HeaderLine
from mock_server.http.requests import RequestHead
from openapi.contract import Location
from openapi.parameters.deserialization import PLACES, ParameterParser, parsers_for

_PATH, _HEADER = PLACES.index(Location.PATH), PLACES.index(Location.HEADER)

_Check = tuple[int, Callable[[str], bool]]
"""A place in a request, and what decides whether the text there is valid."""


class ValueChecks(NamedTuple):
    """The checks of the parameters in path and headers.

    Attributes:
        in_path: By the place of the parameter among those of the path.
        in_lines: By the place of the header line.
    """

    in_path: tuple[_Check, ...] = ()
    in_lines: tuple[_Check, ...] = ()

    def accept(self, texts: Sequence[str], lines: Sequence[HeaderLine]) -> bool:
        """Whether the parameters of a request are valid."""
        for place, is_valid in self.in_path:
            if not is_valid(texts[place]):
                return False
        for place, is_valid in self.in_lines:
            if not is_valid(lines[place][1][1].decode("ascii")):
                return False
        return True


NO_CHECKS = ValueChecks()


def checks_of(head: RequestHead, lines: Sequence[HeaderLine], reads: Reads) -> ValueChecks:
    """Return the checks of the parameters of a request, all of which are valid.

    A parameter that one text alone does not decide is added to what was read.
    """
    in_path: list[_Check] = []
    in_lines: list[_Check] = []
    sent = [name.decode("ascii") for _, (name, _) in lines]
    names = [*head.route.path_values]
    readers = () if head.operation is None else parsers_for(head.operation).readers
    for reader in readers:
        if reader.place == _PATH and reader.name in names:
            if not reader.is_plain:
                reads.has_path = True
            _add(in_path, names.index(reader.name), reader)
        elif reader.place == _HEADER and reader.name in sent:
            if not reader.is_plain or sent.count(reader.name) > 1:
                reads.names.add(reader.name)
            _add(in_lines, sent.index(reader.name), reader)
    return ValueChecks(tuple(in_path), tuple(in_lines))


def _add(checks: list[_Check], place: int, reader: ParameterParser) -> None:
    if reader.is_plain and not reader.takes_any_text:
        checks.append((place, reader.takes))
