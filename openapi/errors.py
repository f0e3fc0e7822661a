"""Errors for people: what is wrong, where, what was found, what is allowed, what to do.

    ContractError          a FactsError: something is wrong with a contract
    ├── DocumentError      a YAML file cannot be read, or is not the document it must be
    ├── ExtensionError     an x- extension does not follow the vocabulary
    ├── RuleError          a rule does not compile, or is in a place where it is never evaluated
    └── ReadingError       a chosen reading does not exist in the register

Every error carries its facts as attributes; the text is made from them.
"""

from collections.abc import Callable, Iterable, Sequence

from openapi.text.facts import facts_text
from openapi.text.fetched_places import shown_place
from openapi.text.previews import shortened

MAX_SHOWN = 400  # characters of a fact that a message repeats

_CUTOFF = 0.6
_MAX_NAME = 200
_ENDS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48)
_MAX_COMPARED = 40


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the nearest match of `name` among `names`, or None."""
    if len(name) > _MAX_NAME:
        return None
    meant = name.casefold()
    by_fold = {each.casefold(): each for each in names if _is_about_as_long(each, name)}
    # Imported when it is needed: most names are right.
    from difflib import get_close_matches  # noqa: PLC0415

    found = get_close_matches(meant, _likeliest(meant, [*by_fold]), n=3, cutoff=_CUTOFF)
    # Swapped letters are the most frequent typing error.
    turned = [each for each in found if sorted(each) == sorted(meant)]
    return by_fold[(turned or found)[0]] if found else None


def _is_about_as_long(one: str, other: str) -> bool:
    """Whether names of these lengths can reach the cutoff of `get_close_matches`."""
    return 2 * min(len(one), len(other)) >= _CUTOFF * (len(one) + len(other))


def _likeliest(name: str, names: Sequence[str]) -> Sequence[str]:
    """Return the most similar names by their ends: a full comparison takes a millisecond each."""
    if len(names) <= _MAX_COMPARED:
        return names
    # A typing error leaves the beginning or the end as it was.
    ends = [(size, name[:size], name[-size:]) for size in _ENDS]

    def shared_ends(each: str) -> int:
        return sum((each[:k] == start) + (each[-k:] == end) for k, start, end in ends)

    return sorted(names, key=shared_ends, reverse=True)[:_MAX_COMPARED]


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return `; did you mean '…'?` for a near match, else an empty text."""
    match = nearest(name, names)
    return f"; did you mean {match!r}?" if match else ""


class FactsError(Exception):
    """The base of every error whose message is made from the same few facts.

    Attributes:
        what: What is wrong, one clause.
        where: File and line (`file:line`), JSON pointer, option or URL; may be empty.
        found: What was found there, shortened; may be empty.
        allowed: What is allowed there; may be empty.
        hint: What to do; may be empty.
    """

    def __init__(
        self,
        what: str,
        *,
        where: str | Callable[[], str] = "",
        found: str = "",
        allowed: str = "",
        hint: str = "",
    ) -> None:
        self.what = what
        self._where = where
        self.found = found
        self.allowed = allowed
        self.hint = hint
        super().__init__(what)

    @property
    def where(self) -> str:
        """The place; in a large file it is looked for when it is asked for."""
        if not isinstance(self._where, str):
            self._where = self._where()
        return self._where

    @where.setter
    def where(self, place: str) -> None:
        self._where = place

    def __str__(self) -> str:
        """Return the message: what, then one indented line for each fact."""
        return facts_text(
            shortened(self.what, MAX_SHOWN),
            where=shown_place(self.where),
            found=shortened(self.found, MAX_SHOWN),
            allowed=self.allowed,
            hint=self.hint,
        )


class ContractError(FactsError):
    """Something is wrong with a contract."""


class DocumentError(ContractError):
    """A YAML file cannot be read, or is not the document it must be."""


class ExtensionError(ContractError):
    """An extension does not follow the contract's vocabulary."""


class RuleError(ContractError):
    """A rule does not compile, or is in a place where it is never evaluated."""


class ReadingError(ContractError):
    """A chosen reading does not exist in the register of discrepancies."""
