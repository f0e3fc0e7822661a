"""A list that is asked for one value of a member has no items with another value.

That a parameter filters is guessed: it is called like a member of the items, and both have the same
closed set of values. A parameter may mean a value and all above it, so that only one with which
every asked value is answered with others is accused, and only on a server that answers 404 for an
item that does not exist: a mock with documented answers keeps to no filter.
"""

from collections.abc import Iterator, Mapping, Sequence

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.learning.filters import Filter, filters_of, shown_values
from contracts.observations.observation import Observation
from contracts.observations.tolerances import ABSENT
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding, preview
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Severity
from openapi.json.types import JSON

ID = "filters"
SUMMARY = "A list that is asked for one value has no items with another."

TIMES = 2  # answers to each request that must agree
NO_ITEM = "the contract has no GET of an item that would show whether the server is a mock"
ANY_ID = "the server answers an item that does not exist, as a mock with documented answers does"

Asked = Mapping[str, Sequence[tuple[Observation, JSON, Sequence[JSON]]]]
"""By value as text: the answers, each with the value and those of its items."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge every parameter of a list that was tried as a filter."""
    if evidence.is_contract_example:
        return
    for found in filters_of(evidence.operation):
        asked = _asked(evidence, found)
        if asked:
            yield _judged(evidence, found, asked)


def _asked(evidence: Evidence, found: Filter) -> Asked:
    asked: dict[str, list[tuple[Observation, JSON, Sequence[JSON]]]] = {}
    for seen in evidence.conclusive():
        if seen.exchange.purpose is not Purpose.FILTER or not seen.is_success or seen.json_error:
            continue
        sent = seen.parameters.query.get(found.parameter.name)
        value = sent[0] if isinstance(sent, list) and sent else sent
        shown = shown_values(found, seen.body) if value in found.values else None
        if shown is not None:
            asked.setdefault(repr(value), []).append((seen, value, shown))
    return asked


def _judged(evidence: Evidence, found: Filter, asked: Asked) -> CheckResult:
    name = found.parameter.name
    wrong = [
        answers[-1]
        for answers in asked.values()
        if all(any(repr(each) != repr(value) for each in shown) for _, value, shown in answers)
    ]
    if not wrong:
        is_shown = any(shown for answers in asked.values() for _, _, shown in answers)
        return passed(ID) if is_shown else not_exercised(ID, f"no item shows its {found.member}")
    if any(len(answers) < TIMES for answers in asked.values()):
        return not_exercised(ID, f"{name} was asked for once only")
    items = [s for s in evidence.beside if s.exchange.purpose is Purpose.FILTER]
    if not items or any(each.status not in ABSENT for each in items):
        return not_exercised(ID, ANY_ID if items else NO_ITEM)
    if len(wrong) < max(len(asked), 2):
        return not_exercised(ID, f"a value of {name} may mean others, too")
    return failed(_finding(evidence, found, wrong))


def _finding(
    evidence: Evidence, found: Filter, wrong: Sequence[tuple[Observation, JSON, Sequence[JSON]]]
) -> Finding:
    operation, name = evidence.operation, found.parameter.name
    said = {
        f"{name}={_shown(value)}": ", ".join(
            {_shown(e): "" for e in shown if repr(e) != repr(value)}
        )
        for _, value, shown in wrong
    }
    message = f"With every asked value of {name} there are items with another {found.member}"
    guess = "" if found.is_claimed else " (Guessed from the name and the values.)"
    return Finding(
        rule=ID,
        severity=Severity.ERROR if found.is_claimed else Severity.WARNING,
        message=f"{message}: it does not filter.{guess}",
        pointer=found.items,
        values=tuple(said.items()),
        expected=f"items with the {found.member} that was asked for",
        source=source_text(found.parameter.source or operation.source),
        contract=contract_location(evidence.contract, found.parameter.pointer or operation.pointer),
        exchange=wrong[-1][0].exchange.number,
        key=name,
        confidence=Confidence.FIRM if found.is_claimed else None,
    )


def _shown(value: JSON) -> str:
    return value if isinstance(value, str) else preview(value)
