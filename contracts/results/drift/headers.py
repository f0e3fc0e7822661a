"""Compares the headers of answers that a front end may read."""

from collections.abc import Iterator

from contracts.observations.shapes.operations import AnswerShape
from contracts.results.confidence import Confidence
from contracts.results.drift.change import Change, Impact
from contracts.results.drift.difference import FIRM_COUNT, trust
from contracts.results.drift.pairs import Answer, Pair, place_of
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


def header_changes(pair: Pair, where: str, one: Answer, other: Answer) -> Iterator[Change]:
    """Yield the headers that one side always has and the other one never."""
    # A document may say nothing about headers that every answer has.
    if _is_known(other) and (isinstance(one, Response) or isinstance(other, AnswerShape)):
        for header in sorted(_always(one) - _ever(other)):
            yield _change(pair, "gone", header, where, one, other)
    if isinstance(one, AnswerShape) and isinstance(other, AnswerShape) and _is_known(one):
        for header in sorted(_always(other) - _ever(one)):
            yield _change(pair, "new", header, where, one, other)


def is_read(header: str) -> bool:
    """Whether a front end may read a header.

    >>> [is_read(name) for name in ("link", "x-total-count", "date", "x-powered-by")]
    [True, True, False, False]
    """
    is_counting = header.startswith(("x-", "ratelimit")) and any(p in header for p in _PARTS)
    return header in READ or (is_counting and header not in _NEVER)


def _always(answer: Answer) -> frozenset[str]:
    """Return the headers that every answer has."""
    if isinstance(answer, Response):
        return frozenset(each.name.lower() for each in answer.headers if each.is_required)
    count = answer.count if answer.known_headers else 0
    return frozenset(n for n, c in answer.headers.items() if is_read(n) and c == count)


def _ever(answer: Answer) -> frozenset[str]:
    if isinstance(answer, Response):
        return frozenset(each.name.lower() for each in answer.headers)
    return frozenset(answer.headers)


def _is_known(answer: Answer) -> bool:
    return isinstance(answer, Response) or answer.known_headers == answer.count


def _change(  # noqa: PLR0913, PLR0917 - both sides, and where
    pair: Pair, what: str, header: str, where: str, one: Answer, other: Answer
) -> Change:
    counts = [each.count for each in (one, other) if isinstance(each, AnswerShape)]
    is_sure = min(counts, default=FIRM_COUNT) >= FIRM_COUNT
    return pair.change(
        f"header-{what}",
        Impact.LIKELY if what == "gone" else Impact.MINOR,
        f"{where}, header {header}",
        f"the header {header} is {what}",
        (_says(one, header), _says(other, header)),
        (place_of(one), place_of(other)),
        confidence=Confidence.CERTAIN if isinstance(one, Response) else trust(is_firm=is_sure),
    )


def _says(answer: Answer, header: str) -> str:
    if isinstance(answer, AnswerShape):
        return f"present in {answer.headers.get(header, 0)} of {answer.count}"
    found = [each for each in answer.headers if each.name.lower() == header]
    if not found:
        return "not documented"
    return "required" if found[0].is_required else "optional"
