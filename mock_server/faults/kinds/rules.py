"""Faults of contract that break a rule: answers that keep their schema and are wrong all the same.

For each `x-rule` a body is looked for that breaks it. At the catalogue that is done from the
documented example; when the fault fires, from the answer that is about to be sent.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from mock_server.faults.model.fault import Fault, FaultFunction, Kind, Settings
from mock_server.faults.model.healthy_exchange import NOW, HealthyExchange, rule_context
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from mock_server.faults.search.example_parameters import example_parameters, example_value
from mock_server.faults.search.expression_hints import extract_hints
from mock_server.faults.search.healthy_bodies import healthy_bodies, json_media_type
from mock_server.faults.search.list_trimming import restore_lists, shorten_lists
from mock_server.faults.search.schema_places import location_index
from mock_server.faults.search.search import RuleViolation, SearchGoal, find_violation, is_broken
from mock_server.http.negotiation import concrete_status
from openapi.contract import Contract, Location, MediaType, Operation, Response, RuleBinding
from openapi.json.parsing import dump_json
from openapi.json.pointers import resolve
from openapi.json.types import JSON
from openapi.rules.evaluation import RuleContext
from openapi.schema.validation import validator_for

FAMILY = "rule"
"""The first word of these faults' ids; the rule's id follows."""

LIVE_BUDGET = 3000
"""Bodies that are tried while a client waits."""

_REMEMBERED = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbreakableRule:
    """A rule that no answer was found to break.

    Attributes:
        rule: Its id.
        api: Whose it is.
        operation: In which operation.
        reason: Why, as a clause.
    """

    rule: str
    api: str
    operation: str
    reason: str


def rule_ids(operation: Operation) -> tuple[str, ...]:
    """Return the ids of the rules that judge an operation's answers, each once."""
    return tuple(dict.fromkeys(binding.rule.id for _, _, binding in _bindings(operation)))


def rule_fault(contract: Contract, operation: Operation, rule_id: str) -> Fault | UnbreakableRule:
    """Return the fault that breaks a rule in an operation's answers, or why there is none."""
    found = [entry for entry in _bindings(operation) if entry[2].rule.id == rule_id]
    binding = found[0][2]
    if not extract_hints(binding.rule.expression).looks_at_value:
        return _unbreakable(
            operation, rule_id, "it judges the request, and no answer can change that"
        )
    for response, media, own in found:
        breakage = _breakage(contract, operation, response, media, own)
        if breakage is not None:
            return _fault(contract, operation, tuple(r.status for r, _, _ in found), own, breakage)
    return _unbreakable(operation, rule_id, "no body was found that breaks it")


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
    """Return what a search for a body that breaks a rule needs to know."""
    if media.schema is None:
        return None
    return SearchGoal(
        binding=binding,
        media=media,
        judge=validator_for(media.schema),
        index=location_index(media.schema),
        polling=operation.polling,
    )


def _breakage(
    contract: Contract,
    operation: Operation,
    response: Response,
    media: MediaType,
    binding: RuleBinding,
) -> RuleViolation | None:
    goal = search_goal(operation, media, binding)
    if goal is None:
        return None
    bodies = healthy_bodies(contract, operation, response, media)
    status = concrete_status(operation, response)
    contexts = tuple(_contexts(operation, binding, status))
    return find_violation(goal, bodies, contexts)


def _contexts(operation: Operation, binding: RuleBinding, status: int) -> Iterator[RuleContext]:
    """Yield requests that leave out what is optional, and some with what the rule asks about."""
    yield rule_context(operation, example_parameters(operation), status, NOW)
    hints = extract_hints(binding.rule.expression)
    names = hints.names if hints.looks_at_request else frozenset[str]()
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
    breakage: RuleViolation,
) -> Fault:
    plain = example_parameters(operation).query
    query = breakage.context.request["query"]
    extra = {name: value for name, value in query.items() if name not in plain}
    return Fault(
        id=f"{FAMILY}.{binding.rule.id}",
        kind=Kind.CONTRACT,
        summary=f"The answer breaks the rule: {binding.rule.message}",
        apply=_spoil(binding, breakage),
        api=contract.api,
        operation=operation.id,
        statuses=tuple(dict.fromkeys(statuses)),
        detected_by=(binding.rule.id,),
        side_effects=breakage.also,
        query=tuple((name, str(value)) for name, value in extra.items()),
        exchanges_needed=len(breakage.bodies),
    )


def _spoil(binding: RuleBinding, known: RuleViolation) -> FaultFunction:
    rule_id = binding.rule.id

    answers = _Searches(rule_id, known)

    def spoil(exchange: HealthyExchange, settings: Settings) -> ResponsePlan | None:  # noqa: ARG001
        media = exchange.media_type
        if media is None or all(own.rule.id != rule_id for own in media.rules):
            return None
        breakage = answers.find(exchange)
        if breakage is None:
            return None
        body = breakage.bodies[min(exchange.fire_count, len(breakage.bodies) - 1)]
        return unchanged(exchange.with_body(body))

    return spoil


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
        [short] if goal.judge.is_valid(short) else [],
        [exchange.context],
        numbers=_numbers(exchange.parameters.query),
        budget=LIVE_BUDGET,
    )
    if found is None and _is_behind_the_end(exchange, body):
        return None
    if found is None:
        # The bodies that broke it in the catalogue are the last resort: not this thing, but wrong.
        return _retry_catalogue_bodies(goal, known, exchange)
    long = replace(
        found, bodies=tuple(restore_lists(body, short, changed) for changed in found.bodies)
    )
    return long if is_broken(goal, long) else found


def _goal(rule_id: str, exchange: HealthyExchange) -> SearchGoal | None:
    media = exchange.media_type
    binding = next((b for b in media.rules if b.rule.id == rule_id), None) if media else None
    return search_goal(exchange.operation, media, binding) if media and binding else None


def _is_behind_the_end(exchange: HealthyExchange, body: JSON) -> bool:
    """Whether the page is empty because the list has ended: a record there would break more."""
    paging = exchange.operation.pagination
    if paging is None or not exchange.parameters.query.get(paging.offset):
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
    return tuple(v for v in query.values() if isinstance(v, int) and not isinstance(v, bool))


class _Searches:
    """The latest searches for bodies that break one rule; none is repeated while its result holds.

    A search depends on the moment only where a rule does. So what was found is judged again at the
    new moment, which takes one look, and searched anew only where it breaks the rule no more.
    """

    def __init__(self, rule_id: str, known: RuleViolation) -> None:
        self._rule_id = rule_id
        self._known = known
        self._found: OrderedDict[tuple[object, ...], tuple[datetime, RuleViolation | None]] = (
            OrderedDict()
        )

    def find(self, exchange: HealthyExchange) -> RuleViolation | None:
        """Return what breaks the rule in an exchange, searched for at most once a minute."""
        key = _question(exchange)
        minute = exchange.now.replace(second=0, microsecond=0)
        known = self._found.get(key)
        if known is not None and (known[0] == minute or self._holds(exchange, known[1])):
            return known[1]
        found = _search_live(self._rule_id, exchange, self._known)
        self._keep(key, (minute, found))
        return found

    def _holds(self, exchange: HealthyExchange, found: RuleViolation | None) -> bool:
        goal = _goal(self._rule_id, exchange)
        if goal is None or not self._looks_at_moment(goal):
            return True
        return found is not None and is_broken(goal, replace(found, context=exchange.context))

    def _looks_at_moment(self, goal: SearchGoal) -> bool:
        return extract_hints(*(each.rule.expression for each in goal.media.rules)).looks_at_moment

    def _keep(self, key: tuple[object, ...], entry: tuple[datetime, RuleViolation | None]) -> None:
        self._found[key] = entry
        self._found.move_to_end(key)
        while len(self._found) > _REMEMBERED:
            self._found.popitem(last=False)


def _question(exchange: HealthyExchange) -> tuple[object, ...]:
    """Return all that a search depends on but the moment."""
    parameters = exchange.parameters
    return (
        exchange.operation.api,
        exchange.operation.id,
        exchange.answer.status,
        sha256(exchange.initial_body or exchange.answer.body).digest(),
        dump_json([dict(parameters.path), dict(parameters.query), dict(parameters.header)]),
    )
