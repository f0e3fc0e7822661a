"""Changes of one kind in one object, shown as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.results.drift.change import Change

MAX_NAMES = 8
"""Members that one line names; further ones are counted."""

_TOGETHER = frozenset(
    {"member-gone", "member-new", "member-unseen", "member-missing", "parameter-gone"}
    | {"parameter-new", "parameter-required"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Changes that a person reads as one.

    Attributes:
        first: The first of them, which has the evidence that is shown.
        changes: All of them.
        message: What has changed, for all of them.
    """

    first: Change
    changes: tuple[Change, ...]
    message: str


def grouped(changes: Sequence[Change]) -> Iterator[Group]:
    """Yield the changes in their order; those of one kind in one object are one."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for number, change in enumerate(changes):
        is_member = change.kind in _TOGETHER and change.pointer
        above = change.pointer.rpartition("/")[0] if is_member else number
        key = (change.kind, change.impact, change.confidence, change.where, above)
        # What each member's evidence says may differ; the object they are in is the same.
        groups.setdefault((*key, change.operations[:1] if is_member else ()), []).append(change)
    for found in groups.values():
        yield Group(first=found[0], changes=tuple(found), message=_message(found))


def _message(changes: Sequence[Change]) -> str:
    first = changes[0]
    if len(changes) == 1:
        return first.message
    names = [f"'{each.pointer.rpartition('/')[2]}'" for each in changes]
    shown = ", ".join(names[:MAX_NAMES])
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    text = first.message.partition("' ")[2]
    return f"{shown}{more} {_plural(text)}"


def _plural(text: str) -> str:
    changed = (("of the request is ", "of the request are "), ("is ", "are "), ("was ", "were "))
    for one, many in changed:
        if text.startswith(one):
            return many + text.removeprefix(one)
    return text
