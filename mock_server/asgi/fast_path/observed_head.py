"""Notes what the steps read of a request: only that decides for which others the answer holds.

If another request agrees in everything that was read, each step takes the same decisions and reads
the same again, so that the answer has the same bytes. This is the `Vary` of an answer (RFC 9110,
12.5.5), found by watching instead of declared: a step that is added later cannot be forgotten.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from typing import Self, TypeVar

from mock_server.http.requests import RequestHead
from mock_server.http.responses import Headers
from openapi.parameters.deserialization import parsers_for
from openapi.parameters.serialization import Parameters
from openapi.values import dataclass

T = TypeVar("T")


@dataclass(slots=True)
class Reads:
    """What was read of a request.

    Its method and its query are not noted: they are always taken to be read.

    Attributes:
        names: Lower-case names of headers that were read or looked for.
        has_path: Whether the path or a value in it was read.
        has_all_headers: Whether all headers were read.
        is_parsing: Whether parameters were parsed and, up to now, not found valid.
    """

    names: set[str] = field(default_factory=set)
    has_path: bool = False
    has_all_headers: bool = False
    is_parsing: bool = False

    @property
    def decide(self) -> bool:
        """Whether they decide which other requests get the same answer."""
        return not (self.has_all_headers or self.is_parsing)

    def note_path(self, _: str | None) -> None:
        """Note that a value of the path was read."""
        self.has_path = True

    def note_header(self, name: str | None) -> None:
        """Note that a header was read; None for all."""
        if name is None:
            self.has_all_headers = True
        else:
            self.names.add(name)


class ObservedValues(Mapping[str, T]):
    """Values of which each use is noted."""

    def __init__(self, values: Mapping[str, T], note: Callable[[str | None], None]) -> None:
        """Call `note` with the name that is read, and with None for all names."""
        self._values = values
        self._note = note

    def __getitem__(self, name: str) -> T:
        """Return a value, which is noted even if there is none."""
        self._note(name)
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """Return all names."""
        self._note(None)
        return iter(self._values)

    def __len__(self) -> int:
        """Return how many values there are."""
        self._note(None)
        return len(self._values)


class ObservedHead(RequestHead):
    """A head of a simple request with an operation, of which each use is noted in `reads`.

    Which parameters are valid is checked for every other request too: so their texts are not noted
    while they are parsed, but their typed values are when a step reads them.

    Attributes:
        reads: What was read.
        original: The same head, without notes.
    """

    reads: Reads
    original: RequestHead

    @classmethod
    def observe(cls, head: RequestHead) -> Self:
        """Return a head that notes what is read of it."""
        reads = Reads()
        values = ObservedValues(head.route.path_values, reads.note_path)
        found = cls._make(
            head._replace(
                route=head.route._replace(path_values=values),
                lines=ObservedValues(head.lines, reads.note_header),
            )
        )
        found.reads, found.original = reads, head
        return found

    @property
    def path(self) -> bytes:
        """The path, which is noted."""
        self.reads.has_path = True
        return self.original.path

    @property
    def raw_headers(self) -> Headers:
        """All headers, which is noted."""
        self.reads.has_all_headers = True
        return self.original.raw_headers

    @property
    def is_for_mock(self) -> bool:
        """False for every simple request."""
        return False

    @property
    def is_for_server(self) -> bool:
        """False for every simple request."""
        return False

    @property
    def target_size(self) -> int:
        """Not noted, since every simple request is within the limit."""
        return self.original.target_size

    @property
    def header_count(self) -> int:
        """Not noted, since every simple request is within the limit."""
        return self.original.header_count

    @property
    def header_size(self) -> int:
        """Not noted, since every simple request is within the limit."""
        return self.original.header_size

    @property
    def plain(self) -> RequestHead:
        """The head without the observer."""
        return self.original

    def begin_parsing(self) -> RequestHead:
        """Return the head from which parameters are parsed."""
        self.reads.is_parsing = True
        return self.original

    def end_parsing(self, parameters: Parameters) -> Parameters:
        """Return the parameters, with values of which each use is noted."""
        reads = self.reads
        reads.is_parsing = False
        operation = self.original.operation
        if operation is not None and parsers_for(operation).has_cookies:
            reads.note_header("cookie")
        return parameters._replace(
            path=ObservedValues(parameters.path, reads.note_path),
            header=ObservedValues(parameters.header, reads.note_header),
        )
