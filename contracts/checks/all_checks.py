"""The table of all checks, in the order in which verdicts are shown."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contracts.checks.http import (
    charset,
    conditional,
    equivalent_requests,
    framing,
    head,
    http_headers,
    methods_allowed,
    own_answer,
)
from contracts.checks.requests import (
    access_enforced,
    invalid_refused,
    names_distinct,
    no_internals,
    no_reflection,
    valid_accepted,
)
from contracts.checks.responses import (
    annotated_values,
    answered,
    media_type,
    response_headers,
    rules,
    schema,
    server_error,
    status_documented,
    strict_json,
    success_seen,
    undocumented_fields,
    write_only,
    xml_text,
)
from contracts.checks.sequences import (
    filters,
    guessed_pages,
    page_links,
    pagination_walk,
    polling,
    read_back,
    safe_repeatable,
    thing_vanishes,
)
from contracts.http.deadline import OutOfTimeError
from contracts.observations.evidence import Evidence
from contracts.results.verdict import CheckResult
from openapi.contract import Contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A check that applies to every API."""

    id: str  # kebab-case, the name of its file
    summary: str  # a sentence that is true of a healthy server
    # Yields the results for the evidence of one operation.
    judge: Callable[[Evidence], Iterator[CheckResult]]


CHECKS = tuple(
    Check(id=module.ID, summary=module.SUMMARY, judge=module.check)
    for module in (
        success_seen,
        answered,
        server_error,
        status_documented,
        media_type,
        strict_json,
        xml_text,
        schema,
        annotated_values,
        write_only,
        response_headers,
        valid_accepted,
        invalid_refused,
        framing,
        head,
        methods_allowed,
        http_headers,
        charset,
        conditional,
        own_answer,
        equivalent_requests,
        names_distinct,
        access_enforced,
        no_reflection,
        no_internals,
        undocumented_fields,
        pagination_walk,
        page_links,
        guessed_pages,
        filters,
        polling,
        thing_vanishes,
        safe_repeatable,
        read_back,
        rules,
    )
)


def judge_all(evidence: Evidence) -> tuple[CheckResult, ...]:
    """Return the results of all checks, as far as there is time."""
    return judge_in_time(evidence)[0]


def judge_in_time(evidence: Evidence) -> tuple[tuple[CheckResult, ...], bool]:
    """Return the results of all checks, and whether time ran out before the end."""
    judgements: list[CheckResult] = []
    try:
        for check in CHECKS:
            for judgement in check.judge(evidence):
                evidence.check_time()
                judgements.append(judgement)
    except OutOfTimeError:
        return tuple(judgements), True
    return tuple(judgements), False


def check_of(rule: str, contract: Contract) -> Check | None:
    """Return the check with this id, or that of all rules; None for another tool's rule."""
    name = rules.ID if any(rule == known.id for known in contract.rules) else rule
    return next((check for check in CHECKS if check.id == name), None)


def rule_ids(evidence: Evidence) -> tuple[str, ...]:
    """Return the ids that get a verdict: the checks, then the operation's rules."""
    checks = [check.id for check in CHECKS if check.id != rules.ID]
    bindings = [
        binding.rule
        for response in evidence.operation.responses
        for media in response.media_types
        for binding in media.rules
    ]
    due = [rule.id for rule in bindings if not rule.rule_set or rule.rule_set in evidence.rule_sets]
    return tuple(dict.fromkeys([*checks, *due]))
