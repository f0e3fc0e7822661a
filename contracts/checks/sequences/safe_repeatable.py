"""A safe request can be repeated: it changes no state on the server.

Resources also change by themselves, so two different answers prove little. A resource that is
missing and then back again, while its neighbours stayed, has not changed by itself.

A server may refuse any request by chance. That is a warning; it is an error if the refusals come at
regular intervals when the request is repeated.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.failures.chance import FLICKERED, FLICKERS, LONGEST_PERIOD
from contracts.observations.observation import Observation
from contracts.observations.paging.pages import Page, pages_of
from contracts.observations.resources import happened_before
from contracts.observations.tolerances import GATEWAY_STATUSES
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, passed
from openapi.contract import Severity

ID = "safe-repeatable"
SUMMARY = "A safe request finds the same resources each time, on every connection."


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge all answers to one request together."""
    if evidence.is_contract_example or not evidence.operation.is_safe:
        return
    same: dict[object, list[Observation]] = {}
    for seen in evidence.conclusive():
        if seen.exchange.purpose is Purpose.READ_BACK:
            continue  # A write was before it.
        request = seen.exchange.request
        changes = seen.exchange.changes_before
        key = (changes, request.version, request.method, request.target, request.headers)
        same.setdefault(key, []).append(seen)
    for answers in same.values():
        if len(answers) > 1:
            found = [*_refused_between(evidence, answers), *_missing_between(evidence, answers)]
            yield from map(failed, found) if found else (passed(ID),)


def _refused_between(evidence: Evidence, answers: Sequence[Observation]) -> Iterator[Finding]:
    """Yield refusals between two successes of a request; of regular ones, the first."""
    fine = [seen for seen in answers if seen.is_success]
    is_regular = _is_regular(answers)
    for seen in answers:
        if seen.status // 100 != 4 or seen.status in GATEWAY_STATUSES:  # noqa: PLR2004 - refusals
            continue
        before = next((other for other in reversed(fine) if happened_before(other, seen)), None)
        after = next((other for other in fine if happened_before(seen, other)), None)
        if before and after:
            message = (
                f"The same request is answered with {before.status}, then with {seen.status}, "
                f"and then with {after.status} again"
            )
            if is_regular:
                yield _finding(evidence, seen, f"{message}, at regular intervals.", "", "refused")
                return
            by_chance = f"{message}, at no regular interval."
            found = _finding(evidence, seen, by_chance, "", "refused-by-chance")
            yield replace(found, severity=Severity.WARNING)


def _is_regular(answers: Sequence[Observation]) -> bool:
    """Whether every second, third or fourth look of those in a row is refused."""
    looks = [seen for seen in answers if seen.exchange.note == FLICKERED]
    refused = [not seen.is_success for seen in looks]
    return len(looks) >= FLICKERS and any(
        refused == [place % period == first for place in range(len(looks))]
        for period in range(2, LONGEST_PERIOD + 1)
        for first in range(period)
    )


def _missing_between(evidence: Evidence, answers: Sequence[Observation]) -> Iterator[Finding]:
    """Yield pages without an item that was there before and after."""
    pages = pages_of(answers, evidence.check_time)
    last_at = {key: page.number for page in pages for key in page.keys if key is not None}
    for before, after in pairwise(pages):
        if not happened_before(before.seen, after.seen):
            continue
        for key in _missing_between_neighbours(before, after):
            if last_at[key] > after.number:
                message = f"{preview(key)} was in the list, then it was not, and then it was again."
                yield _finding(evidence, after.seen, message, key, "missing")
                break


def _missing_between_neighbours(before: Page, after: Page) -> Iterator[str]:
    """Yield keys that are missing from between two others that are adjacent now."""
    places = {key: place for place, key in enumerate(after.keys)}
    left: str | None = None
    missing: list[str] = []
    for key in before.keys:
        if key is None:
            return
        if key not in places:
            missing.append(key)
            continue
        if missing and left is not None and places[key] == places[left] + 1:
            yield from missing
        left, missing = key, []


def _finding(evidence: Evidence, seen: Observation, message: str, found: str, key: str) -> Finding:
    operation = evidence.operation
    return Finding(
        rule=ID,
        severity=Severity.ERROR,
        message=message,
        values=((key, preview(found)),) if found else (),
        expected="the same as before and after: a safe request changes no state",
        source=source_text(operation.source),
        contract=contract_location(evidence.contract, operation.pointer),
        exchange=seen.exchange.number,
        key=key,
    )
