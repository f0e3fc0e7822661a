"""Compares the statuses that an operation answers with on two sides."""

from collections.abc import Iterator

from contracts.observations.shapes.operations import OperationShape
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Impact
from contracts.results.drift.pairs import OperationSide, Pair
from contracts.results.drift.sides import Place
from openapi.contract import Operation

LEAST_ASKED = 2  # answers from which on it is no chance that none of them is a success

_NOT_THERE = frozenset({404, 405, 410, 501})
_NOT_ALLOWED = frozenset({401, 403})
_SERVER_ERROR = 500


def status_changes(pair: Pair) -> Iterator[Change]:
    """Yield how the statuses of the second side differ."""
    a, b = pair.a, pair.b
    if a.documented is not None and b.documented is not None:
        yield from _documented(pair, a.documented, b.documented)
    elif b.seen is not None:
        yield from _seen(pair, b.seen)
    elif a.seen is not None and b.documented is not None:
        yield from _undocumented(pair, a.seen, b.documented)


def _documented(pair: Pair, one: Operation, other: Operation) -> Iterator[Change]:
    was, now = ({each.status: each.pointer for each in o.responses} for o in (one, other))
    firsts, seconds = (sorted(s for s in found if s[:1] in {"2", "3", "d"}) for found in (was, now))
    if firsts and seconds and not set(firsts) & set(seconds):
        left, right = ", ".join(firsts), ", ".join(seconds)
        yield pair.change(
            "status-changed",
            Impact.LIKELY,
            f"answer {right}",
            f"the success is {right} instead of {left}",
            (left, right),
            (was[firsts[0]], now[seconds[0]]),
        )
    for status in sorted(was.keys() ^ now.keys()):
        is_new = status in now
        # A learned document lacks what was not seen.
        if status in (*firsts, *seconds) or (pair.b.side.is_inferred and not is_new):
            continue
        yield pair.change(
            "status-new" if is_new else "status-gone",
            Impact.MINOR,
            f"answer {status}",
            f"{status} is {'new' if is_new else 'no longer documented'}",
            ("not documented", "documented") if is_new else ("documented", "not documented"),
            (was.get(status, ""), now.get(status, "")),
        )


def _is_success(status: int) -> bool:
    return 200 <= status < 400  # noqa: PLR2004 - successes and redirects


def _successes(seen: OperationShape | None) -> list[int]:
    return sorted(filter(_is_success, seen.answers if seen else ()))


def _seen(pair: Pair, seen: OperationShape) -> Iterator[Change]:
    a = pair.a
    succeeds = a.documented.success is not None if a.documented else bool(_successes(a.seen))
    if succeeds and not _successes(seen):
        yield _without_success(pair, seen)
        return
    for status in sorted(seen.answers):
        is_of_request = status // 100 == 4 and a.seen is not None  # noqa: PLR2004 - 4xx
        if a.answer(status) is None and not is_of_request:
            yield _new_status(pair, seen, status)


def _without_success(pair: Pair, seen: OperationShape) -> Change:
    status = max(seen.answers, key=lambda each: (seen.answers[each].count, each))
    answer = seen.answers[status]
    # The id, or another value of the request, may not exist there; credentials may be ours.
    impact, confidence = Impact.LIKELY, Confidence.TENTATIVE
    is_gone = status in _NOT_THERE and "{" not in pair.name
    if status not in _NOT_ALLOWED and (status >= _SERVER_ERROR or is_gone):
        impact = Impact.BREAKING
        confidence = Confidence.FIRM if seen.count >= LEAST_ASKED else Confidence.TENTATIVE
    success, place = _success_of(pair.a)
    return pair.change(
        "success-gone",
        impact,
        f"answer {status}",
        f"no success: {status} in {answer.count} of {seen.count} answers",
        (success, f"{status} ({answer.count} seen)"),
        (place, answer.first),
        confidence=confidence,
    )


def _success_of(side: OperationSide) -> tuple[str, Place]:
    """Return what a side says of its success, and where."""
    if side.documented is not None:
        success = side.documented.success
        return (success.status, success.pointer) if success else ("a success", side.pointer)
    answers = side.seen.answers if side.seen else {}
    status = _successes(side.seen)[0]
    return f"{status} ({answers[status].count} seen)", answers[status].first


def _new_status(pair: Pair, seen: OperationShape, status: int) -> Change:
    a, answer = pair.a, seen.answers[status]
    is_failure, is_often = status >= _SERVER_ERROR, answer.count >= LEAST_ASKED
    impact = Impact.LIKELY if _is_success(status) or is_failure else Impact.MINOR
    confidence = Confidence.CERTAIN
    if a.seen is not None:
        confidence = Confidence.FIRM if is_often and not is_failure else Confidence.TENTATIVE
        if is_failure and max(a.seen.answers, default=0) < _SERVER_ERROR:
            impact = Impact.BREAKING
            confidence = Confidence.FIRM if is_often else Confidence.TENTATIVE
    known = [str(each) for each in sorted(a.seen.answers)] if a.seen else _statuses(a.documented)
    return pair.change(
        "status-changed" if _is_success(status) else "status-new",
        impact,
        f"answer {status}",
        f"{status} is new" if a.seen else f"{status} is not documented",
        (", ".join(known), f"{status} ({answer.count} of {seen.count})"),
        (a.pointer, answer.first),
        confidence=confidence,
    )


def _statuses(operation: Operation | None) -> list[str]:
    return [each.status for each in operation.responses] if operation else []


def _undocumented(pair: Pair, seen: OperationShape, documented: Operation) -> Iterator[Change]:
    for status, answer in sorted(seen.answers.items()):
        if documented.response_for(status) is not None:
            continue
        is_success = _is_success(status)
        yield pair.change(
            "status-changed" if is_success else "status-gone",
            Impact.LIKELY if is_success else Impact.MINOR,
            f"answer {status}",
            f"{status} was seen, but is not documented",
            (f"{status} ({answer.count} of {seen.count})", ", ".join(_statuses(documented))),
            (answer.first, documented.pointer),
        )
