"""The `broken` example of a rule: its bodies, and the rules that they break."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from openapi.contract import Changes, Contract, MediaType, Operation, Response, Rule
from openapi.json.pointers import removed, replaced
from openapi.json.types import JSON
from openapi.rules.evaluation import RuleContext, evaluate_rules, evaluate_transition_rules
from openapi.rules.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenRule:
    """The result of a rule's broken example."""

    operation: str  # id of the operation that has the example
    media_type: MediaType  # the representation that has the example
    bodies: tuple[JSON, ...]  # the changed body; two for a transition rule, the earlier one first
    failed: frozenset[str]  # ids of all the rules that the bodies break


def judge_broken_example(rule: Rule, contract: Contract, now: datetime) -> BrokenRule | None:
    """Apply the changes of a rule's `broken` to its example and evaluate the rules.

    None if the rule has no `broken`, or its example or a changed pointer does not exist.
    """
    place = next(_places(rule, contract), None)
    if rule.broken is None or place is None:
        return None
    operation, response, media, body = place
    try:
        later = apply_changes(body, rule.broken.later)
        earlier = apply_changes(body, rule.broken.earlier)
    except (KeyError, ValueError):
        return None
    empty: dict[str, JSON] = {"method": operation.method, "path": {}, "query": {}, "header": {}}
    status = int(response.status) if response.status.isdecimal() else 200
    context = RuleContext(
        request={**empty, **rule.broken.request},
        response={"status": status, "header": {}},
        now=now,
    )
    sets = frozenset({rule.rule_set} if rule.rule_set else ())
    results = (
        evaluate_transition_rules(
            media.rules, operation.polling, earlier, later, context, sets=sets
        )
        if rule.is_transition and operation.polling
        else evaluate_rules(media.rules, later, context, sets=sets)
    )
    return BrokenRule(
        operation=operation.id,
        media_type=media,
        bodies=(earlier, later) if rule.is_transition else (later,),
        failed=frozenset(r.rule.id for r in results if r.outcome is Outcome.FAIL),
    )


def apply_changes(body: JSON, changes: Changes) -> JSON:
    """Return a changed copy of a body.

    Raises:
        KeyError: A pointer does not exist.
        ValueError: A text is not a JSON pointer.
    """
    for pointer, value in changes.values.items():
        body = replaced(body, pointer, value)
    for pointer in changes.removed:
        body = removed(body, pointer)
    return body


def _places(
    rule: Rule, contract: Contract
) -> Iterator[tuple[Operation, Response, MediaType, JSON]]:
    """Yield the media types that have both the rule and the broken example, with its body."""
    for operation in contract.operations:
        for response in operation.responses:
            for media in response.media_types:
                example = media.example(rule.broken.example) if rule.broken else None
                if example and any(binding.rule.id == rule.id for binding in media.rules):
                    yield operation, response, media, example.value
