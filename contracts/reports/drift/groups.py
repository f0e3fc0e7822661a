"""Changes of one kind in one object, shown as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contracts.results.drift.change import Change

MAX_NAMES = 8  # members that one line names; further ones are counted

_TOGETHER = frozenset(
    {"member-gone", "member-new", "member-unseen", "member-missing", "parameter-gone"}
    | {"parameter-new", "parameter-required"}
)
_OPERATIONS = frozenset({"operation-gone", "operation-new", "operation-unseen"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeGroup:
    """Changes that a person reads as one."""

    first: Change  # the first of them, which has the evidence that is shown
    changes: tuple[Change, ...]  # all of them
    message: str  # what has changed, for all of them

    @property
    def place(self) -> str:
        """The place of the changes as one text."""
        change = self.first
        if len(self.changes) > 1 and change.kind in _OPERATIONS:
            return f"{len(self.changes)} operations"
        name = change.operations[0] if change.operations else "the server"
        more = f" and {len(change.operations) - 1} more" if len(change.operations) > 1 else ""
        where = "" if change.where in {"operation", "server"} else f"  {change.where}"
        return f"{name}{more}{where}{f'  {change.pointer}' if change.pointer else ''}"


def grouped(changes: Sequence[Change]) -> Iterator[ChangeGroup]:
    """Yield the changes in their order; those of one kind in one object are one."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for number, change in enumerate(changes):
        is_member = change.kind in _TOGETHER and change.pointer
        key = (change.kind, change.impact, change.confidence, change.where)
        # What each member's evidence says may differ; the object they are in is the same.
        place: tuple[object, ...] = (number,)
        if is_member:
            place = (change.pointer.rpartition("/")[0], change.operations[:1])
        elif change.kind in _OPERATIONS:
            place = (change.message,)
        groups.setdefault((*key, *place), []).append(change)
    for found in groups.values():
        yield ChangeGroup(first=found[0], changes=tuple(found), message=_message(found))


def _message(changes: Sequence[Change]) -> str:
    first = changes[0]
    if len(changes) == 1:
        return first.message
    if first.kind in _OPERATIONS:
        listed = [name for each in changes for name in each.operations]
        text = _plural(first.message.removeprefix("the operation ").removeprefix("it "))
        return f"{text}: {_listed(listed)}"
    names = [f"'{each.pointer.rpartition('/')[2]}'" for each in changes]
    text = first.message.partition("' ")[2]
    return f"{_listed(names)} {_plural(text)}"


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return ", ".join(names[:MAX_NAMES]) + more


def _plural(text: str) -> str:
    changed = (("of the request is ", "of the request are "), ("is ", "are "), ("was ", "were "))
    for one, many in changed:
        if text.startswith(one):
            return many + text.removeprefix(one).replace(" but was ", " but were ").replace(
                " but is ", " but are "
            )
    return text
