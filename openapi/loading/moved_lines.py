"""Lines of a tree that was made from another: a place is cited where it was before."""

from collections.abc import Iterator, Mapping


class MovedLines(Mapping[str, int]):
    """Lines by JSON pointer of the new tree, counted from 1."""

    def __init__(self, lines: Mapping[str, int], moves: Mapping[str, str]) -> None:
        """Take the lines of the old tree, and where places of the new one were in it.

        Args:
            lines: By pointer of the old tree.
            moves: Old pointer by new pointer; what is below moves along, all else stays.
        """
        self._lines = lines
        self._moves = moves

    def original(self, pointer: str) -> str:
        """Return where a place of the new tree was in the old one."""
        at, below = pointer, ""
        while at:
            if at in self._moves:
                return self._moves[at] + below
            at, _, token = at.rpartition("/")
            below = f"/{token}{below}"
        return pointer

    def __getitem__(self, pointer: str) -> int:
        """Return the line of a place.

        Raises:
            KeyError: The old tree had nothing there.
        """
        return self._lines[self.original(pointer)]

    def __iter__(self) -> Iterator[str]:
        """Yield the places that have not moved, and those that have."""
        yield from self._moves
        yield from (pointer for pointer in self._lines if pointer not in self._moves)

    def __len__(self) -> int:
        """Return the number of places."""
        return sum(1 for _ in self)
