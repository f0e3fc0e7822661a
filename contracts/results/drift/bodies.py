"""Compares the bodies of answers: every place that both sides have, from the outside in."""

from collections import deque
from collections.abc import Iterator

from contracts.observations.shapes.documented import Documented
from contracts.observations.shapes.views import Node, view_of
from contracts.results.drift.difference import PlaceDifference, place_name
from contracts.results.drift.values import children, differences
from openapi.json.pointers import join

MAX_PLACES = 20_000  # places of one body that are compared

Local = tuple[tuple[PlaceDifference, ...], tuple[tuple[str, Node, Node], ...]]
"""The differences in one place, and the places inside it."""


Pair = tuple[Node, Node]


class BodyComparer:
    """Compares bodies; what two schemas say about one place is compared once.

    Of pairs of schemas from which no difference can be reached, nothing is looked at again: a large
    document refers to the same schemas in every operation.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[Node, Node, str], Local] = {}
        self._equal: set[Pair] = set()

    def changes(self, a: Node, b: Node) -> Iterator[tuple[str, PlaceDifference]]:
        """Yield the differences between two bodies, each with the JSON pointer of its place."""
        waiting = deque([("", "the body", a, b)])
        around: dict[Pair, list[Pair]] = {(a, b): []} if _is_documented(a, b) else {}
        different: list[Pair] = []
        left = MAX_PLACES
        while waiting and left:
            left -= 1
            pointer, name, one, other = waiting.popleft()
            found, inside = self._local(one, other, name)
            for difference in found:
                yield join(pointer, difference.member) if difference.member else pointer, difference
            if found and _is_documented(one, other):
                different.append((one, other))
            above = pointer.rpartition("/")[2]
            for token, first, second in inside:
                if _is_documented(first, second):
                    # Schemas may contain themselves.
                    is_known = (first, second) in around
                    around.setdefault((first, second), []).append((one, other))
                    if is_known or (first, second) in self._equal:
                        continue
                waiting.append((_below(pointer, token), place_name(token, above), first, second))
        if not waiting:
            self._equal |= around.keys() - _reaching(different, around)

    def _local(self, a: Node, b: Node, name: str) -> Local:
        if not _is_documented(a, b):
            return _compared(a, b, name)
        key = (a, b, name)
        if key not in self._kept:
            self._kept[key] = _compared(a, b, name)
        return self._kept[key]


def _is_documented(a: Node, b: Node) -> bool:
    return isinstance(a, Documented) and isinstance(b, Documented)


def _reaching(goals: list[Pair], around: dict[Pair, list[Pair]]) -> set[Pair]:
    """Return the pairs from which one of the goals is reached, the goals included."""
    found = set(goals)
    waiting = list(goals)
    while waiting:
        for pair in around.get(waiting.pop(), ()):
            if pair not in found:
                found.add(pair)
                waiting.append(pair)
    return found


def _compared(a: Node, b: Node, name: str) -> Local:
    one, other = view_of(a, name), view_of(b, name)
    return tuple(differences(one, other, name)), tuple(children(one, other))


def _below(pointer: str, token: str) -> str:
    return f"{pointer}/*" if token == "*" else join(pointer, token)  # noqa: S105 - of a pointer
