"""Compares the headers of answers that a front end may read."""

from collections.abc import Iterator

from contracts.observations.shapes.operations import AnswerShape
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Impact, tempered
from contracts.results.drift.difference import FIRM_COUNT
from contracts.results.drift.sides import Side
from openapi.contract import Response

READ = frozenset(
    {
        "link",
        "location",
        "etag",
        "last-modified",
        "retry-after",
        "content-range",
        "content-location",
    }
    | {"content-disposition", "content-language", "www-authenticate", "allow", "accept-ranges"}
    | {"access-control-allow-origin", "access-control-expose-headers", "set-cookie", "sunset"}
    | {"access-control-allow-credentials"}
)
"""Headers that front ends read, beside those with totals and limits."""

_PARTS = ("total", "count", "page", "ratelimit", "rate-limit", "cursor", "version")
_NEVER = frozenset({"x-runtime", "x-request-id", "x-correlation-id", "x-trace-id"})


def header_changes(  # noqa: PLR0913, PLR0917 - both sides, and where
    a: Side,
    b: Side,
    where: str,
    one: Response | AnswerShape,
    other: Response | AnswerShape,
    name: str,
) -> Iterator[Change]:
    """Yield the headers that one side always has and the other one never."""
    was, now = _always(one), _ever(other)
    # A document may say nothing about headers that every answer has.
    if isinstance(one, Response) or isinstance(other, AnswerShape):
        for header in sorted(was.keys() - now.keys()):
            if _is_known(other):
                yield _change("header-gone", Impact.LIKELY, header, (a, b), where, one, other, name)
    if isinstance(one, AnswerShape) and isinstance(other, AnswerShape) and _is_known(one):
        for header in sorted(_always(other).keys() - _ever(one).keys()):
            yield _change("header-new", Impact.MINOR, header, (a, b), where, one, other, name)


def is_read(header: str) -> bool:
    """Whether a front end may read a header.

    >>> [is_read(name) for name in ("link", "x-total-count", "date", "x-powered-by")]
    [True, True, False, False]
    """
    is_counting = header.startswith(("x-", "ratelimit")) and any(p in header for p in _PARTS)
    return header in READ or (is_counting and header not in _NEVER)


def _always(answer: Response | AnswerShape) -> dict[str, int]:
    """Return the headers that every answer has."""
    if isinstance(answer, Response):
        return {each.name.lower(): 0 for each in answer.headers if each.is_required}
    known = answer.known_headers
    return {n: c for n, c in answer.headers.items() if is_read(n) and known and c == answer.count}


def _ever(answer: Response | AnswerShape) -> dict[str, int]:
    if isinstance(answer, Response):
        return {each.name.lower(): 0 for each in answer.headers}
    return dict(answer.headers)


def _is_known(answer: Response | AnswerShape) -> bool:
    return isinstance(answer, Response) or answer.known_headers == answer.count


def _change(  # noqa: PLR0913, PLR0917 - both sides, and where
    kind: str,
    impact: Impact,
    header: str,
    sides: tuple[Side, Side],
    where: str,
    one: Response | AnswerShape,
    other: Response | AnswerShape,
    name: str,
) -> Change:
    counts = [each.count for each in (one, other) if isinstance(each, AnswerShape)]
    is_sure = min(counts, default=FIRM_COUNT) >= FIRM_COUNT
    confidence = Confidence.FIRM if is_sure else Confidence.TENTATIVE
    if isinstance(one, Response):
        confidence = Confidence.CERTAIN
    is_gone = kind == "header-gone"
    a, b = (
        side.evidence(
            _says(answer, header),
            pointer=answer.pointer if isinstance(answer, Response) else "",
            exchange=answer.first if isinstance(answer, AnswerShape) else None,
        )
        for side, answer in zip(sides, (one, other), strict=True)
    )
    return Change(
        kind=kind,
        impact=tempered(impact, confidence),
        confidence=confidence,
        where=f"{where}, header {header}",
        message=f"the header {header} is {'gone' if is_gone else 'new'}",
        a=a,
        b=b,
        operations=(name,),
    )


def _says(answer: Response | AnswerShape, header: str) -> str:
    if isinstance(answer, AnswerShape):
        return f"present in {answer.headers.get(header, 0)} of {answer.count}"
    found = [each for each in answer.headers if each.name.lower() == header]
    if not found:
        return "not documented"
    return "required" if found[0].is_required else "optional"
