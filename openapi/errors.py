"""What can be wrong with a contract, said so that a stranger can mend it.

    SpecError
    ├── DocumentError      a YAML file cannot be read, or is not what it must be
    ├── ExtensionError     an x- extension is not as the vocabulary allows
    ├── RuleError          a rule's expression does not compile or stands where it cannot be judged
    └── ReadingError       a reading was asked for that the register does not have

Every error carries its facts as attributes; the text is made from them.
"""

from collections.abc import Iterable
from difflib import get_close_matches

from openapi.text.printable import printable

MAX_SHOWN = 400
"""Characters of a fact that a message repeats."""


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that `name` most likely meant, if any is near."""
    by_fold = {candidate.casefold(): candidate for candidate in names}
    found = get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """Return `; did you mean '…'?` for a near match, else nothing."""
    match = nearest(name, names)
    return f"; did you mean {match!r}?" if match else ""


class SpecError(Exception):
    """Something is wrong with a contract.

    Attributes:
        what: What is wrong, one clause.
        where: File and line (`file:line`), file, or JSON pointer; may be empty.
        found: What was found there, shortened; may be empty.
        allowed: What is allowed there; may be empty.
        advice: What to do; may be empty.
    """

    def __init__(
        self, what: str, *, where: str = "", found: str = "", allowed: str = "", advice: str = ""
    ) -> None:
        self.what = what
        self.where = where
        self.found = found
        self.allowed = allowed
        self.advice = advice
        super().__init__(what)

    def __str__(self) -> str:
        """Return the message: what, then one indented line for each fact."""
        facts = {
            "where": self.where,
            "found": _short(self.found),
            "allowed": self.allowed,
            "do": self.advice,
        }
        lines = [f"  {name:<8} {printable(text)}" for name, text in facts.items() if text]
        return "\n".join([printable(_short(self.what)), *lines])


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


class DocumentError(SpecError):
    """A YAML file cannot be read, or is not what it must be."""


class ExtensionError(SpecError):
    """An extension is not as the contract's vocabulary allows."""


class RuleError(SpecError):
    """A rule's expression does not compile, or stands where it cannot be judged."""


class ReadingError(SpecError):
    """A reading was asked for that the register of discrepancies does not have."""
