"""Faults of contract that break a rule, if possible without breaking the schema.

For each `x-rule` a body that breaks it is searched: for the catalogue, starting from the documented
example; when the fault fires, starting from the healthy answer.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from mock_server.faults.model.fault import AnswerChange, Fault, FaultKind, sending
from mock_server.faults.model.healthy_exchange import NOW, HealthyExchange, rule_context
from mock_server.faults.search.expression_hints import extract_hints
from mock_server.faults.search.healthy_bodies import (
    example_parameters,
    example_value,
    healthy_bodies,
    json_media_type,
    restore_lists,
    shorten_lists,
)
from mock_server.faults.search.schema_places import location_index
from mock_server.faults.search.search import (
    Bodies,
    RuleViolation,
    SearchGoal,
    find_violation,
    is_broken,
)
from mock_server.http.negotiation import concrete_status
from mock_server.http.responses import PreparedResponse
from openapi.contract import Contract, Location, MediaType, Operation, Response, Rule, RuleBinding
from openapi.json.parsing import dump_json
from openapi.json.pointers import resolve
from openapi.json.types import JSON, is_integer
from openapi.rules.broken_examples import apply_changes
from openapi.rules.evaluation import RuleContext
from openapi.rules.expressions import RULES_MISSING, can_evaluate
from openapi.schema.validation import validator_for

FAMILY = "rule"  # the first word of these faults' ids; the rule's id follows
LIVE_BUDGET = 3000  # number of bodies that are tried while a client waits
_MAX_KEPT = 64  # searches whose results are kept for one fault


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbreakableRule:
    """A rule for which no answer was found that breaks it."""

    rule: str  # id of the rule
    api: str
    operation: str  # id of the operation
    reason: str  # the reason, as a clause


def rule_ids(operation: Operation) -> tuple[str, ...]:
    """Return the ids of the rules that apply to an operation's answers, each once."""
    return tuple(dict.fromkeys(binding.rule.id for _, _, binding in _bindings(operation)))


def rule_fault(
    contract: Contract, operation: Operation, rule_id: str, *, is_for_list: bool = False
) -> Fault | UnbreakableRule:
    """Return the fault that breaks a rule in an operation's answers, or the reason for none.

    For a list it is enough that an answer breaks the rule: the search ends at the first one, which
    takes a fraction of the time, and may break more rules than necessary.
    """
    if not can_evaluate():
        return _unbreakable(operation, rule_id, RULES_MISSING)
    found = [entry for entry in _bindings(operation) if entry[2].rule.id == rule_id]
    binding = found[0][2]
    if not extract_hints(binding.rule.expression).uses_value:
        return _unbreakable(
            operation, rule_id, "it is about the request only, so no answer can break it"
        )
    for response, media, own in found:
        goal = search_goal(operation, media, own)
        if goal is None:
            continue
        bodies = healthy_bodies(contract, operation, response, media)
        contexts = tuple(_contexts(operation, own, concrete_status(operation, response)))
        violation = find_violation(
            goal,
            bodies,
            contexts,
            documented=_documented(media, own.rule),
            takes_first=is_for_list,
        )
        if violation is not None:
            return _fault(contract, operation, tuple(r.status for r, _, _ in found), own, violation)
    return _unbreakable(operation, rule_id, "the search found no body that breaks it")


def _documented(media: MediaType, rule: Rule) -> tuple[Bodies, ...]:
    """Return the bodies of the rule's broken example; none without one."""
    example = media.example(rule.broken.example) if rule.broken is not None else None
    if rule.broken is None or example is None:
        return ()
    try:
        later = apply_changes(example.value, rule.broken.later)
        earlier = apply_changes(example.value, rule.broken.earlier)
    except (KeyError, ValueError):
        return ()
    return ((earlier, later) if rule.is_transition else (later,),)


def _unbreakable(operation: Operation, rule_id: str, reason: str) -> UnbreakableRule:
    return UnbreakableRule(rule=rule_id, api=operation.api, operation=operation.id, reason=reason)


def _bindings(operation: Operation) -> Iterator[tuple[Response, MediaType, RuleBinding]]:
    success = operation.success
    first = [success] if success is not None else []
    for response in [*first, *(r for r in operation.responses if r is not success)]:
        media = json_media_type(response)
        for binding in media.rules if media is not None else ():
            if media is not None:
                yield response, media, binding


def search_goal(operation: Operation, media: MediaType, binding: RuleBinding) -> SearchGoal | None:
    """Return the goal of a search for a body that breaks a rule; None without a schema."""
    if media.schema is None:
        return None
    return SearchGoal(
        binding=binding,
        media=media,
        validator=validator_for(media.schema),
        index=location_index(media.schema),
        polling=operation.polling,
    )


def _contexts(operation: Operation, binding: RuleBinding, status: int) -> Iterator[RuleContext]:
    """Yield a request without optional parameters, and some with those that the rule reads."""
    yield rule_context(operation, example_parameters(operation), status, NOW)
    hints = extract_hints(binding.rule.expression)
    names = hints.names if hints.uses_request else frozenset[str]()
    for parameter in operation.parameters:
        if parameter.location is Location.QUERY and parameter.name in names:
            for value in (1, 2, example_value(parameter)):
                if validator_for(parameter.schema).is_valid(value):
                    given = example_parameters(operation, query={parameter.name: value})
                    yield rule_context(operation, given, status, NOW)


def _fault(
    contract: Contract,
    operation: Operation,
    statuses: tuple[str, ...],
    binding: RuleBinding,
    violation: RuleViolation,
) -> Fault:
    plain = example_parameters(operation).query
    query = violation.context.request["query"]
    extra = {name: value for name, value in query.items() if name not in plain}
    return Fault(
        id=f"{FAMILY}.{binding.rule.id}",
        kind=FaultKind.CONTRACT,
        summary=f"The answer breaks the rule: {binding.rule.message}",
        apply=sending(_answer_with(binding, violation)),
        api=contract.api,
        operation=operation.id,
        statuses=tuple(dict.fromkeys(statuses)),
        detected_by=(binding.rule.id,),
        side_effects=violation.side_effects,
        query=tuple((name, str(value)) for name, value in extra.items()),
        exchanges_needed=len(violation.bodies),
    )


def _answer_with(binding: RuleBinding, known: RuleViolation) -> AnswerChange:
    rule_id = binding.rule.id
    searches = _Searches(rule_id, known)

    def change(exchange: HealthyExchange) -> PreparedResponse | None:
        media = exchange.media_type
        if media is None or all(own.rule.id != rule_id for own in media.rules):
            return None
        violation = searches.find(exchange)
        if violation is None:
            return None
        body = violation.bodies[min(exchange.fire_count, len(violation.bodies) - 1)]
        return exchange.with_body(body)

    return change


def _search_live(
    rule_id: str, exchange: HealthyExchange, known: RuleViolation
) -> RuleViolation | None:
    goal = _goal(rule_id, exchange)
    if goal is None:
        return None
    body = exchange.first_body if goal.rule.is_transition else exchange.body
    short = shorten_lists(body)
    found = find_violation(
        goal,
        [short] if goal.validator.is_valid(short) else [],
        [exchange.context],
        numbers=_numbers(exchange.parameters.query),
        budget=LIVE_BUDGET,
    )
    if found is None and _is_after_the_end(exchange, body):
        return None
    if found is None:
        # The bodies of the catalogue are about another resource, but they break the rule.
        return _retry_catalogue_bodies(goal, known, exchange)
    long = replace(
        found, bodies=tuple(restore_lists(body, short, changed) for changed in found.bodies)
    )
    return long if is_broken(goal, long) else found


def _goal(rule_id: str, exchange: HealthyExchange) -> SearchGoal | None:
    media = exchange.media_type
    binding = next((b for b in media.rules if b.rule.id == rule_id), None) if media else None
    return search_goal(exchange.operation, media, binding) if media and binding else None


def _is_after_the_end(exchange: HealthyExchange, body: JSON) -> bool:
    """Whether the page is empty because it is after the end of the list, and must stay empty."""
    paging = exchange.operation.pagination
    if paging is None or not exchange.parameters.query.get(paging.position):
        return False
    try:
        return not resolve(body, paging.items)
    except KeyError:
        return False


def _retry_catalogue_bodies(
    goal: SearchGoal, known: RuleViolation, exchange: HealthyExchange
) -> RuleViolation | None:
    if len(known.bodies) > 1:
        return known
    return find_violation(goal, known.bodies, [exchange.context], budget=LIVE_BUDGET)


def _numbers(query: Mapping[str, JSON]) -> tuple[int, ...]:
    return tuple(v for v in query.values() if is_integer(v))


class _Searches:
    """The latest results of searches for bodies that break one rule.

    A result depends on the time only if a rule does. After a minute it is evaluated again, which is
    cheap, and the search is repeated only if the bodies no longer break the rule.
    """

    def __init__(self, rule_id: str, known: RuleViolation) -> None:
        self._rule_id = rule_id
        self._known = known
        self._found: OrderedDict[tuple[object, ...], tuple[datetime, RuleViolation | None]] = (
            OrderedDict()
        )

    def find(self, exchange: HealthyExchange) -> RuleViolation | None:
        """Return bodies that break the rule in an exchange, searched at most once a minute."""
        key = _search_key(exchange)
        minute = exchange.now.replace(second=0, microsecond=0)
        known = self._found.get(key)
        if known is not None and (known[0] == minute or self._is_valid(exchange, known[1])):
            return known[1]
        found = _search_live(self._rule_id, exchange, self._known)
        self._keep(key, (minute, found))
        return found

    def _is_valid(self, exchange: HealthyExchange, found: RuleViolation | None) -> bool:
        goal = _goal(self._rule_id, exchange)
        if goal is None:
            return True
        hints = extract_hints(*(each.rule.expression for each in goal.media.rules))
        if not hints.uses_time:
            return True
        return found is not None and is_broken(goal, replace(found, context=exchange.context))

    def _keep(self, key: tuple[object, ...], entry: tuple[datetime, RuleViolation | None]) -> None:
        self._found[key] = entry
        self._found.move_to_end(key)
        while len(self._found) > _MAX_KEPT:
            self._found.popitem(last=False)


def _search_key(exchange: HealthyExchange) -> tuple[object, ...]:
    """Return all that a search depends on, except the time."""
    parameters = exchange.parameters
    return (
        exchange.operation.api,
        exchange.operation.id,
        exchange.answer.status,
        sha256(exchange.initial_body or exchange.answer.body).digest(),
        dump_json([dict(parameters.path), dict(parameters.query), dict(parameters.header)]),
    )
