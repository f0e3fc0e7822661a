"""Counts in a sentence, and lists of names no longer than a reader can use."""

from collections.abc import Sequence


def listed(names: Sequence[str], most: int) -> str:
    """Return the first names, at most so many, and how many more there are.

    >>> listed(["a", "b"], 2), listed(["a", "b", "c", "d"], 2)
    ('a, b', 'a, b and 2 more')
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def counted(count: int, noun: str) -> str:
    """Return a count with its noun.

    >>> counted(1, "rule"), counted(0, "rule")
    ('1 rule', '0 rules')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
