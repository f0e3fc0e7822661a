"""Members that a corrected example gets: counts and times that agree with the documented ones."""

from collections.abc import Callable, Collection

from mock_server.http.bodies.list_counts import with_counts
from mock_server.http.bodies.member_names import time_rank
from openapi.json.differences import differences
from openapi.json.formats import is_date, is_date_time
from openapi.json.pointers import replaced, resolve, tokens
from openapi.json.types import JSON

_MOST_TIMES = 100  # added times of one example that are compared with documented ones


def with_agreeing_additions(
    value: JSON, added: Collection[str], is_valid: Callable[[JSON], bool]
) -> JSON:
    """Return a corrected example whose added members agree with the documented ones.

    A count is that of its list. A time is that of the documented one before it, by the names of the
    members, or else of the one after it: no record is changed before it is created.

    Args:
        value: The example.
        added: The pointers of the members that were added to it.
        is_valid: Whether a changed example may be sent.
    """
    if not added:
        return value
    changes = {
        each.pointer: each.after for each in differences(value, with_counts(value, lambda _: True))
    }
    for pointer in [each for each in added if _is_time(resolve(value, each))][:_MOST_TIMES]:
        changes[pointer] = _neighbouring(value, pointer, added)
    for pointer in [each for each in added if each in changes]:
        changed = replaced(value, pointer, changes[pointer])
        value = changed if is_valid(changed) else value
    return value


def _is_time(value: JSON) -> bool:
    return isinstance(value, str) and (is_date_time(value) or is_date(value))


def _neighbouring(value: JSON, pointer: str, added: Collection[str]) -> JSON:
    """Return the documented time that is next to an added one; its own without any."""
    parent, own = pointer.rpartition("/")[0], resolve(value, pointer)
    around = resolve(value, parent)
    is_alike = is_date_time if is_date_time(own) else is_date
    rank = time_rank(tokens(pointer)[-1])
    new = {tokens(each)[-1] for each in added if each.rpartition("/")[0] == parent}
    ranked = [
        (time_rank(name), each)
        for name, each in (around.items() if isinstance(around, dict) else ())
        if name not in new and isinstance(each, str) and is_alike(each) and time_rank(name) >= 0
    ]
    before = [each for each in ranked if each[0] <= rank]
    if rank < 0 or not ranked:
        return own
    return max(before)[1] if before else min(ranked)[1]
