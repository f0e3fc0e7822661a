"""Explains a rule, a check or a discrepancy as text."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.checks.all_checks import CHECKS, Check
from contracts.checks.confidence import trust_in
from contracts.checks.responses import rules
from contracts.errors import OptionError
from contracts.explain.check_explanations import check_explanations
from contracts.observations.citations import cite, contract_location, source_text
from contracts.results.finding import preview
from openapi.contract import Changes, Contract, Discrepancy, Rule, RuleBinding
from openapi.errors import did_you_mean
from openapi.rules.broken_examples import judge_broken_example


def known_ids(contracts: Sequence[Contract]) -> tuple[str, ...]:
    """Return every id that can be explained: checks, then rules, then discrepancies."""
    return (
        *(check.id for check in CHECKS if check.id != rules.ID),
        *(rule.id for contract in contracts for rule in contract.rules),
        *(entry.id for contract in contracts for entry in contract.discrepancies),
    )


def list_explanations(contracts: Sequence[Contract]) -> str:
    """Return one line for every check, rule and discrepancy."""
    rows = [(check.id, check.summary) for check in CHECKS if check.id != rules.ID]
    for contract in contracts:
        rows += [(rule.id, rule.message) for rule in contract.rules]
        rows += [(entry.id, entry.title) for entry in contract.discrepancies]
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name:<{width}}  {text}" for name, text in rows)


def explain(name: str, contracts: Sequence[Contract], now: datetime) -> str:
    """Return the explanation of a rule, a check or a discrepancy.

    Examples are judged at the time `now`.

    Raises:
        OptionError: The id is unknown; the message names the nearest one.
    """
    found: list[str] = []
    for contract in contracts:
        found += [_rule(r, contract, now) for r in contract.rules if r.id == name]
        found += [_discrepancy(e, contract) for e in contract.discrepancies if e.id == name]
    found += [_check(check) for check in CHECKS if check.id == name and name != rules.ID]
    if not found:
        raise OptionError(
            f"there is no check, rule or discrepancy {name!r}"
            f"{did_you_mean(name, known_ids(contracts))}",
            where="argument ID",
            hint="list them with contracts explain",
        )
    return "\n\n".join(found)


def _check(check: Check) -> str:
    about = check_explanations()[check.id]
    trust = trust_in(check.id)
    rows = {
        "rests on": about.rests_on,
        "broken": f"by this: {about.broken}",
        "needs": about.needs,
        "sure": f"{trust.confidence}, because {trust.reason}",
    }
    return _format(f"{check.id}  (check)", check.summary, rows)


def _rule(rule: Rule, contract: Contract, now: datetime) -> str:
    entry = next((e for e in contract.discrepancies if e.id == rule.discrepancy), None)
    source = source_text(rule.source) or next(
        (text for binding in _bindings(rule, contract) if (text := _schema_source(binding))), ""
    )
    rows = {
        "rule": rule.expression,
        "severity": rule.severity.value,
        "set": f"{rule.rule_set} (--rules {rule.rule_set})" if rule.rule_set else "",
        "judges": "two answers about one resource" if rule.is_transition else "every body",
        "needs": ", ".join(rule.required_fields),
        "source": source,
        "contract": contract_location(contract, rule.pointer),
        "ruling": f"{entry.id}: {entry.decision}" if entry else "",
        "broken": _broken(rule, contract, now),
    }
    return _format(f"{rule.id}  (rule of {contract.api})", rule.message, rows)


def _bindings(rule: Rule, contract: Contract) -> Iterator[RuleBinding]:
    for operation in contract.operations:
        for response in operation.responses:
            for media in response.media_types:
                yield from (binding for binding in media.rules if binding.rule.id == rule.id)


def _schema_source(binding: RuleBinding) -> str:
    return source_text(cite(binding.schema, "")[0])


def _broken(rule: Rule, contract: Contract, now: datetime) -> str:
    """Return a description of the example that breaks a rule; the example is judged first."""
    broken = rule.broken
    if broken is None:
        return "the contract has no example for it (`broken` beside the rule)"
    found = judge_broken_example(rule, contract, now)
    if found is None:
        return f"the example {broken.example!r}, or a place that `broken` changes, does not exist"
    later, earlier = _changes(broken.later), _changes(broken.earlier)
    text = f"by the example {broken.example!r} of {found.operation}{earlier}"
    if rule.is_transition:
        text += f", followed by the same example{' as it is' if earlier and not later else ''}"
    text += later
    if broken.request:
        asked = [
            f"{place} {name} {preview(value)}"
            for place, parameters in broken.request.items()
            for name, value in parameters.items()
        ]
        text += f", requested with {' and '.join(asked)}"
    return text if rule.id in found.failed else f"not {text}, although `broken` lists it"


def _changes(changes: Changes) -> str:
    clauses = [f"{pointer} {preview(value)}" for pointer, value in changes.values.items()]
    clauses += [f"{pointer} left out" for pointer in changes.removed]
    return f" with {' and '.join(clauses)}" if clauses else ""


def _discrepancy(entry: Discrepancy, contract: Contract) -> str:
    rows = {
        f"side {n}": _side(side.says, source_text(side.source))
        for n, side in enumerate(entry.sides, 1)
    }
    rows |= {
        "ruling": entry.decision,
        "severity": entry.severity.value,
        "rules": ", ".join(r.id for r in contract.rules if r.discrepancy == entry.id),
    }
    for reading in entry.readings:
        is_default = " (default)" if reading.name == entry.default else ""
        rows[f"--reading {entry.id}={reading.name}"] = f"{reading.summary}{is_default}"
    return _format(f"{entry.id}  (discrepancy {entry.number})", entry.title, rows)


def _side(says: str, source: str) -> str:
    return f"{says}  [{source}]" if source else says


def _format(head: str, sentence: str, rows: dict[str, str]) -> str:
    lines = [head, f"  {sentence}"]
    lines += [f"  {name:<9} {' '.join(text.split())}" for name, text in rows.items() if text]
    return "\n".join(lines)
