"""Compares the statuses that an operation answers with on two sides."""

from collections.abc import Iterator

from contracts.observations.shapes.operations import OperationShape
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Evidence, Impact, tempered
from contracts.results.drift.sides import OperationSide, Side
from openapi.contract import Operation

LEAST_ASKED = 2  # answers from which on it is no chance that none of them is a success

_NOT_THERE = frozenset({404, 405, 410, 501})
_NOT_ALLOWED = frozenset({401, 403})
_SERVER_ERROR = 500


def status_changes(a: OperationSide, b: OperationSide, name: str) -> Iterator[Change]:
    """Yield how the statuses of the second side differ."""
    if a.documented is not None and b.documented is not None:
        yield from _documented(a.side, b.side, a.documented, b.documented, name)
    elif b.seen is not None and (a.documented is not None or a.seen is not None):
        yield from _seen(a, b, b.seen, name)
    elif a.seen is not None and b.documented is not None:
        yield from _undocumented(a, b, a.seen, b.documented, name)


def _documented(a: Side, b: Side, one: Operation, other: Operation, name: str) -> Iterator[Change]:
    was, now = ({each.status: each for each in o.responses} for o in (one, other))
    successes = [
        sorted(each for each in found if each[:1] in {"2", "3", "d"}) for found in (was, now)
    ]
    if successes[0] and successes[1] and not set(successes[0]) & set(successes[1]):
        left, right = (", ".join(each) for each in successes)
        yield Change(
            kind="status-changed",
            impact=Impact.LIKELY,
            where=f"answer {right}",
            message=f"the success is {right} instead of {left}",
            a=a.evidence(left, pointer=was[successes[0][0]].pointer),
            b=b.evidence(right, pointer=now[successes[1][0]].pointer),
            operations=(name,),
        )
    for status in sorted(was.keys() ^ now.keys()):
        is_new = status in now
        # A learned document lacks what was not seen.
        if status in [*successes[0], *successes[1]] or (b.is_inferred and not is_new):
            continue
        place = (now if is_new else was)[status].pointer
        yield Change(
            kind="status-new" if is_new else "status-gone",
            impact=Impact.MINOR,
            where=f"answer {status}",
            message=f"{status} is {'new' if is_new else 'no longer documented'}",
            a=a.evidence(
                "not documented" if is_new else "documented", pointer="" if is_new else place
            ),
            b=b.evidence(
                "documented" if is_new else "not documented", pointer=place if is_new else ""
            ),
            operations=(name,),
        )


def _seen(a: OperationSide, b: OperationSide, seen: OperationShape, name: str) -> Iterator[Change]:
    now = {status for status in seen.answers if 200 <= status < 400}  # noqa: PLR2004 - successes
    if not now and _succeeds(a):
        yield _without_success(a, b, seen, name)
        return
    for status in sorted(seen.answers):
        if _has(a, status) or (status // 100 == 4 and a.seen is not None):  # noqa: PLR2004 - 4xx
            continue
        yield _new_status(a, b, seen, status, name)


def _succeeds(side: OperationSide) -> bool:
    if side.documented is not None:
        return side.documented.success is not None
    return any(200 <= status < 400 for status in (side.seen.answers if side.seen else ()))  # noqa: PLR2004


def _fails(side: OperationSide) -> bool:
    """Whether a side was seen to answer with a server error."""
    return any(status >= _SERVER_ERROR for status in (side.seen.answers if side.seen else ()))


def _has(side: OperationSide, status: int) -> bool:
    if side.documented is not None:
        return side.documented.response_for(status) is not None
    return bool(side.seen and status in side.seen.answers)


def _without_success(a: OperationSide, b: OperationSide, seen: OperationShape, name: str) -> Change:
    status = max(seen.answers, key=lambda each: (seen.answers[each].count, each))
    answer = seen.answers[status]
    is_template = "{" in name
    is_sure = seen.count >= LEAST_ASKED
    if status in _NOT_ALLOWED:
        impact, confidence = Impact.LIKELY, Confidence.TENTATIVE
    elif status >= _SERVER_ERROR or (status in _NOT_THERE and not is_template):
        impact = Impact.BREAKING
        confidence = Confidence.FIRM if is_sure else Confidence.TENTATIVE
    else:
        # The id, or another value of the request, may not exist there.
        impact, confidence = Impact.LIKELY, Confidence.TENTATIVE
    return Change(
        kind="success-gone",
        impact=tempered(impact, confidence),
        confidence=confidence,
        where=f"answer {status}",
        message=f"no success: {status} in {answer.count} of {seen.count} answers",
        a=_success_evidence(a),
        b=b.side.evidence(f"{status} ({answer.count} seen)", exchange=answer.first),
        operations=(name,),
    )


def _success_evidence(a: OperationSide) -> Evidence:
    if a.documented is not None:
        success = a.documented.success
        pointer = success.pointer if success else a.documented.pointer
        return a.side.evidence(f"{success.status if success else 'a success'}", pointer=pointer)
    found = a.seen.answers if a.seen else {}
    status = next((s for s in sorted(found) if 200 <= s < 400), 0)  # noqa: PLR2004 - successes
    return a.side.evidence(f"{status} ({found[status].count} seen)", exchange=found[status].first)


def _new_status(
    a: OperationSide, b: OperationSide, seen: OperationShape, status: int, name: str
) -> Change:
    answer = seen.answers[status]
    is_success = 200 <= status < 400  # noqa: PLR2004 - successes and redirects
    is_documented = a.documented is not None
    impact = Impact.LIKELY if is_success or status >= _SERVER_ERROR else Impact.MINOR
    confidence = Confidence.CERTAIN if is_documented else Confidence.FIRM
    if status >= _SERVER_ERROR or answer.count < LEAST_ASKED:
        confidence = Confidence.TENTATIVE if not is_documented else confidence
    if status >= _SERVER_ERROR and not is_documented and not _fails(a):
        impact = Impact.BREAKING
        confidence = Confidence.FIRM if answer.count >= LEAST_ASKED else Confidence.TENTATIVE
    pointer = a.documented.pointer if a.documented else ""
    known = ", ".join(
        [each.status for each in a.documented.responses]
        if a.documented
        else [str(each) for each in sorted(a.seen.answers if a.seen else ())]
    )
    return Change(
        kind="status-changed" if is_success else "status-new",
        impact=tempered(impact, confidence),
        confidence=confidence,
        where=f"answer {status}",
        message=f"{status} is not documented" if is_documented else f"{status} is new",
        a=a.side.evidence(known, pointer=pointer),
        b=b.side.evidence(f"{status} ({answer.count} of {seen.count})", exchange=answer.first),
        operations=(name,),
    )


def _undocumented(
    a: OperationSide, b: OperationSide, seen: OperationShape, documented: Operation, name: str
) -> Iterator[Change]:
    for status in sorted(seen.answers):
        if documented.response_for(status) is not None:
            continue
        is_success = 200 <= status < 400  # noqa: PLR2004 - successes and redirects
        yield Change(
            kind="status-changed" if is_success else "status-gone",
            impact=Impact.LIKELY if is_success else Impact.MINOR,
            where=f"answer {status}",
            message=f"{status} was seen, but is not documented",
            a=a.side.evidence(
                f"{status} ({seen.answers[status].count} of {seen.count})",
                exchange=seen.answers[status].first,
            ),
            b=b.side.evidence(
                ", ".join(each.status for each in documented.responses),
                pointer=documented.pointer,
            ),
            operations=(name,),
        )
