"""Compares the bodies of answers: every place that both sides have, from the outside in."""

from collections import deque
from collections.abc import Iterator

from contracts.observations.shapes.documented import Documented
from contracts.observations.shapes.views import Node, view_of
from contracts.results.drift.difference import Difference, place_name
from contracts.results.drift.values import children, differences
from openapi.json.pointers import join

MAX_PLACES = 20_000
"""Places of one body that are compared."""

Local = tuple[tuple[Difference, ...], tuple[tuple[str, Node, Node], ...]]
"""The differences in one place, and the places inside it."""


class BodyComparer:
    """Compares bodies; what two schemas say about one place is compared once."""

    def __init__(self) -> None:
        """Begin without results."""
        self._kept: dict[tuple[Node, Node, str], Local] = {}

    def changes(self, a: Node, b: Node) -> Iterator[tuple[str, Difference]]:
        """Yield the differences between two bodies, each with the JSON pointer of its place."""
        waiting = deque([("", "the body", a, b)])
        seen: set[tuple[Node, Node]] = set()
        left = MAX_PLACES
        while waiting and left:
            left -= 1
            pointer, name, one, other = waiting.popleft()
            if isinstance(one, Documented) and isinstance(other, Documented):
                # Schemas may contain themselves.
                if (one, other) in seen:
                    continue
                seen.add((one, other))
            found, inside = self._local(one, other, name)
            for difference in found:
                yield join(pointer, difference.member) if difference.member else pointer, difference
            above = pointer.rpartition("/")[2]
            waiting += [
                (_below(pointer, token), place_name(token, above), one, other)
                for token, one, other in inside
            ]

    def _local(self, a: Node, b: Node, name: str) -> Local:
        if not (isinstance(a, Documented) and isinstance(b, Documented)):
            return _compared(a, b, name)
        key = (a, b, name)
        if key not in self._kept:
            self._kept[key] = _compared(a, b, name)
        return self._kept[key]


def _compared(a: Node, b: Node, name: str) -> Local:
    one, other = view_of(a, name), view_of(b, name)
    return tuple(differences(one, other, name)), tuple(children(one, other))


def _below(pointer: str, token: str) -> str:
    return f"{pointer}/*" if token == "*" else join(pointer, token)  # noqa: S105 - of a pointer
