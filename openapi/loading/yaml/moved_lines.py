"""Line numbers of a converted tree: each value is cited where it was in the original."""

from collections.abc import Iterator, Mapping

from openapi.json.pointers import split_at_known


class MovedLines(Mapping[str, int]):
    """Lines by JSON pointer of the new tree, counted from 1."""

    def __init__(self, lines: Mapping[str, int], moves: Mapping[str, str]) -> None:
        """Keep the lines of the old tree and the moved values.

        `moves` has the old pointer by the new one; values below a moved value have moved with it.
        """
        self._lines = lines
        self._moves = moves

    def original(self, pointer: str) -> str:
        """Return the old pointer of a value of the new tree."""
        at, below = split_at_known(pointer, self._moves)
        return self._moves[at] + below if at else pointer

    @property
    def inner(self) -> Mapping[str, int]:
        """The lines of the old tree."""
        return self._lines

    def __getitem__(self, pointer: str) -> int:
        """Return the line of a value (KeyError: the old tree has no such value)."""
        return self._lines[self.original(pointer)]

    def __iter__(self) -> Iterator[str]:
        """Yield the pointers of moved values, then those of all others."""
        yield from self._moves
        yield from (pointer for pointer in self._lines if pointer not in self._moves)

    def __len__(self) -> int:
        """Return the number of pointers."""
        return sum(1 for _ in self)


def original_pointer(lines: Mapping[str, int], pointer: str) -> str:
    """Return the pointer of a value in the first of all trees, before it was moved."""
    while isinstance(lines, MovedLines):
        pointer, lines = lines.original(pointer), lines.inner
    return pointer
