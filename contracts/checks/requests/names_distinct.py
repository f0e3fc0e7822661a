"""A resource is found by its own id only.

`1abc` or `4294967297` must not be read as 1: a client with a wrong id would get another client's
resource. A server with the same answer for every id, such as a mock, is not judged.
"""

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from contracts.http.messages.exchange import Purpose
from contracts.observations.citations import contract_location, source_text
from contracts.observations.evidence import Evidence
from contracts.observations.leniency.values import lenient_number
from contracts.observations.observation import Observation
from contracts.observations.similarity import is_distinctive, matches, stable_leaves
from contracts.results.confidence import Confidence
from contracts.results.finding import Finding
from contracts.results.verdict import CheckResult, failed, not_exercised, passed
from openapi.contract import Location, Severity
from openapi.json.types import JSON
from openapi.parameters.shape import shape_of
from openapi.schema.types import type_of

ID = "names-distinct"
SUMMARY = "A resource is not found by another id than its own."

_PUNCTUATION = ".-_~/ "
_ENOUGH = 2  # known resources that must differ before neighbouring ids are judged

Group = tuple[list[Observation], list[Observation]]
"""Answers for one resource by its own id, and answers for other ids."""


def check(evidence: Evidence) -> Iterator[CheckResult]:
    """Judge the answers to ids that are not a resource's own."""
    groups = _groups(evidence)
    kinds = [stable_leaves(looks) for looks, _ in groups]
    are_distinct = _are_distinct(evidence, groups, kinds)
    for (looks, others), stays in zip(groups, kinds, strict=True):
        controls = [seen for seen in others if seen.exchange.purpose is Purpose.CONTROL]
        if not is_distinctive(stays):
            yield not_exercised(ID, "the answer does not identify a resource")
        elif not controls or any(matches(seen, stays) for seen in controls):
            yield not_exercised(ID, "the server gives the same answer for every id")
        else:
            for seen in others:
                is_neighbour = seen.exchange.purpose is Purpose.NEIGHBOUR_ID
                if seen.exchange.purpose is Purpose.CONTROL or (is_neighbour and not are_distinct):
                    continue
                if not matches(seen, stays):
                    yield passed(ID)
                elif _is_alias(seen, looks[0]):
                    yield not_exercised(ID, "another case or trailing punctuation may be an alias")
                else:
                    yield failed(_finding(seen, looks[0]))


def _are_distinct(
    evidence: Evidence, groups: Sequence[Group], kinds: Sequence[dict[str, JSON]]
) -> bool:
    """Whether the known resources differ from each other.

    If only one is known, the existing ones among the guessed ids count as well.
    """
    by_target = {
        looks[0].exchange.request.target: (looks[0], stays)
        for (looks, _), stays in zip(groups, kinds, strict=True)
    }
    if len(by_target) == 1:
        for seen in evidence.conclusive():
            if seen.exchange.purpose is Purpose.IDENTITY and seen.is_success:
                by_target.setdefault(seen.exchange.request.target, (seen, stable_leaves([seen])))
    return len(by_target) >= _ENOUGH and all(
        is_distinctive(stays) and not (matches(first, other) and stays is not other)
        for first, stays in by_target.values()
        for _, other in by_target.values()
    )


def _groups(evidence: Evidence) -> Sequence[Group]:
    by_number: dict[int, Group] = {}
    for seen in evidence.observations:
        exchange = seen.exchange
        if exchange.purpose not in {Purpose.LOOKALIKE_ID, Purpose.CONTROL, Purpose.NEIGHBOUR_ID}:
            continue
        if seen.is_throttled:
            continue
        if not exchange.compared_to:
            by_number[exchange.number] = ([seen], [])
        elif exchange.compared_to in by_number:
            looks, others = by_number[exchange.compared_to]
            is_same = exchange.request.target == looks[0].exchange.request.target
            (looks if is_same else others).append(seen)
    return [group for group in by_number.values() if group[0][0].is_success and group[1]]


def _is_alias(seen: Observation, named: Observation) -> bool:
    """Whether two ids differ only in case or trailing punctuation, as aliases of DNS names do."""
    texts = (
        tuple(text.casefold().rstrip(_PUNCTUATION) for text in one.path_values.values())
        for one in (seen, named)
    )
    first, second = texts
    return first == second


def _is_same_number(found: str, own: str) -> bool:
    """Whether two ids are different texts that lenient servers read as one number."""
    number = lenient_number(own)
    return found != own and number is not None and number == lenient_number(found)


def _text_of(seen: Observation, named: Observation) -> str:
    """Return the decoded id from a path that matches no operation."""
    segments = seen.exchange.request.path.split("/")
    known = named.exchange.request.path.split("/")
    other = [a for a, b in zip(segments, known, strict=False) if a != b]
    return unquote(other[0]) if other else seen.exchange.request.path


def _finding(seen: Observation, named: Observation) -> Finding:
    in_path = [p for p in seen.operation.parameters if p.location is Location.PATH]
    parameter = next((p for p in in_path if seen.exchange.note.startswith(f"{p.name} ")), None)
    name = parameter.name if parameter else "the path"
    found = seen.path_values.get(name) or _text_of(seen, named)
    own = named.path_values.get(name, "")
    is_spelling = _is_same_number(found, own)
    spelling, severity = f"{name} as another spelling", Severity.WARNING
    if parameter and type_of(shape_of(parameter.schema).definition) == "integer":
        # FastAPI, pydantic, Spring and Go read an integer so, whatever it is called.
        spelling, severity = "an integer in another spelling", Severity.INFO
    return Finding(
        rule=ID,
        severity=severity if is_spelling else Severity.ERROR,
        confidence=Confidence.TENTATIVE if is_spelling else None,
        message=f"{name} {found[:60]!r} is answered with the resource of {own!r}.",
        pointer=name,
        values=((name, found[:60]),),
        expected=f"a 4xx, or another resource than that of {own!r}",
        source=source_text(parameter.source if parameter else None),
        contract=contract_location(
            seen.contract, parameter.pointer if parameter else seen.operation.pointer
        ),
        exchange=seen.exchange.number,
        key=spelling if is_spelling else seen.exchange.note,
        cause=spelling if is_spelling else seen.exchange.note,
    )
