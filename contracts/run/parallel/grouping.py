"""Which operations belong together, so that one worker has to do them.

Operations are joined if an answer or a request of one may be evidence for the other: ids are
learned from the list of a resource, links are followed, a path may be that of another operation
too, and resources that change over time are polled together.
"""

from collections.abc import Iterable, Iterator, Sequence

from contracts.observations.learning.learned_rows import linked_operation
from openapi.contract import Contract, Operation

ANY = "{}"  # a segment with a parameter

MAX_STEPS = 200_000
"""Paths that are looked at to find those that overlap, before the rest is joined unseen."""

Segments = tuple[str, ...]


class Groups:
    """Disjoint sets of numbers, which can be joined."""

    def __init__(self, size: int) -> None:
        """Begin with every number alone."""
        self._parents = list(range(size))

    def root(self, number: int) -> int:
        """Return the number that names the set of a number."""
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def join(self, numbers: Iterable[int]) -> None:
        """Join the sets of all these numbers; the least one names the result."""
        roots = sorted({self.root(number) for number in numbers})
        for root in roots[1:]:
            self._parents[root] = roots[0]


def groups_of(contract: Contract, called: Sequence[Operation]) -> tuple[tuple[str, ...], ...]:
    """Return the ids of operations that belong together, in the order of the document.

    `called` are the operations that the run calls.
    """
    places = {operation.id: place for place, operation in enumerate(called)}
    groups = Groups(len(called))
    for joined in (
        *_by_path(contract, called),
        *_by_links(contract, called, places),
        [place for place, operation in enumerate(called) if operation.polling],
    ):
        groups.join(joined)
    found: dict[int, list[str]] = {}
    for place, operation in enumerate(called):
        found.setdefault(groups.root(place), []).append(operation.id)
    return tuple(map(tuple, found.values()))


def _by_path(contract: Contract, called: Sequence[Operation]) -> Iterator[Iterable[int]]:
    """Yield operations of the same path, of a list and its items, and of paths that overlap."""
    by_path: dict[Segments, set[int]] = {}
    for place, operation in enumerate(called):
        segments = segments_of(contract.path_of(operation))
        by_path.setdefault(segments, set()).add(place)
        for length, segment in enumerate(segments):
            # The item of a list, and what is below it; without an id its path is that of the list.
            if segment == ANY and ANY not in segments[length + 1 :]:
                by_path.setdefault(segments[:length], set()).add(place)
    yield from by_path.values()
    paths = [*by_path]
    alike = Groups(len(paths))
    join_overlapping(paths, alike)
    for place, path in enumerate(paths):
        yield by_path[path] | by_path[paths[alike.root(place)]]


def _by_links(
    contract: Contract, called: Sequence[Operation], places: dict[str, int]
) -> Iterator[Iterable[int]]:
    for place, operation in enumerate(called):
        for response in operation.responses:
            for link in response.links:
                linked = linked_operation(link, contract)
                if linked is not None and linked.id in places:
                    yield (place, places[linked.id])


def segments_of(path: str) -> Segments:
    """Return the segments of a path template, with `{}` for each that has a parameter.

    >>> segments_of("/v1/pets/{id}/photo.{format}")
    ('v1', 'pets', '{}', '{}')
    """
    return tuple(ANY if "{" in part else part for part in path.strip("/").split("/"))


def join_overlapping(paths: Sequence[Segments], groups: Groups) -> None:
    """Join the numbers of paths that one request may match.

    The numbers are the places of the paths; `groups` is changed.
    """
    by_length: dict[int, list[int]] = {}
    for place, path in enumerate(paths):
        by_length.setdefault(len(path), []).append(place)
    for length, same in by_length.items():
        # Depth first; what is joined already is not compared again.
        steps, pending = 0, [(0, same)]
        while pending:
            depth, places = pending.pop()
            if len({groups.root(place) for place in places}) == 1:
                continue
            steps += len(places)
            if depth == length or steps > MAX_STEPS:
                # Paths that take too long to compare are done together, which is always right.
                groups.join(places)
                continue
            pending += ((depth + 1, part) for part in _split(paths, places, depth))


def _split(paths: Sequence[Segments], places: Sequence[int], depth: int) -> Iterator[list[int]]:
    """Yield the paths that may have the same segment at a depth."""
    free = [place for place in places if paths[place][depth] == ANY]
    fixed: dict[str, list[int]] = {}
    for place in places:
        if paths[place][depth] != ANY:
            fixed.setdefault(paths[place][depth], []).append(place)
    yield from ([*same, *free] for same in fixed.values())
    yield free or list(places[:1])
