"""Compilation of a contract's rules, which reports rules that could never be evaluated.

CEL reports an unknown name only at run time, and then a rule is silently not exercised. So the
names of every expression are checked when the contract is loaded.
"""

import re

from openapi.contract import Contract, Operation, PathWildcard, Polling, Rule, RuleBinding
from openapi.errors import RuleError, did_you_mean
from openapi.rules.cost import MACRO
from openapi.rules.evaluation import resource_path
from openapi.rules.expressions import (
    EVALUATION_ERRORS,
    FUNCTIONS,
    can_evaluate,
    compile_expression,
    summarize_error,
)

MAX_EXPRESSION = 4000  # longest expression that is compiled, in characters

_NAMES = frozenset({"self", "oldSelf", "request", "response", "now"})
_TYPES = frozenset(
    {"bool", "bytes", "double", "int", "list", "map", "null_type", "string", "type", "uint"}
)
_CEL_FUNCTIONS = frozenset(
    {"bytes", "contains", "double", "duration", "dyn", "endsWith", "getDate", "getDayOfMonth",
     "getDayOfWeek", "getDayOfYear", "getFullYear", "getHours", "getMilliseconds", "getMinutes",
     "getMonth", "getSeconds", "has", "int", "matches", "size", "startsWith", "string",
     "timestamp", "type", "uint"}
)  # fmt: skip
_SYNTAX_ERROR = re.compile(
    r"ERROR: <input>:\d+:(\d+): (?:Syntax error: )?(.+?)(?: expecting .*)?$", re.MULTILINE
)


def compile_rules(contract: Contract) -> None:
    """Compile every expression of a contract and check that each rule can be evaluated.

    Without CEL, expressions are not looked at.

    Raises:
        RuleError: An expression does not compile or uses an unknown name, two rules have one id,
            a register entry does not exist, or the schema of a transition rule is not inside the
            resource that the operation's `x-polling` names.
    """
    seen: dict[str, Rule] = {}
    for operation in contract.operations:
        if operation.polling:
            pointer = f"{operation.pointer}/x-polling/terminal"
            where = contract.location(pointer)
            _check_expression(
                operation.polling.terminal_expression, "x-polling", where, frozenset({"self"})
            )
        for response in operation.responses:
            for media in response.media_types:
                for binding in media.rules:
                    _check_binding(contract, operation, binding, seen)


def _check_binding(
    contract: Contract, operation: Operation, binding: RuleBinding, seen: dict[str, Rule]
) -> None:
    rule = binding.rule
    has_lines = contract.place(rule.pointer)[1] > 0
    where = contract.location(rule.pointer) if has_lines else f"{contract.file} ({rule.pointer})"
    first = seen.setdefault(rule.id, rule)
    if first.pointer != rule.pointer:
        raise RuleError(
            f"two rules have the id {rule.id!r}",
            where=where,
            found=f"also on line {contract.place(first.pointer)[1]}",
            hint="give each rule its own id",
        )
    if first is rule:
        _check_expression(rule.expression, f"rule {rule.id}", where, _NAMES)
        _check_discrepancy(contract, rule, where)
    if rule.is_transition and not _is_in_resource(operation.polling, binding.path):
        raise RuleError(
            f"transition rule {rule.id} can never be judged in {operation.id}",
            where=where,
            found=f"a rule for {'/'.join(binding.path) or 'the body'}",
            allowed="the resource that the operation's x-polling names, or objects inside it",
            hint="add x-polling, or move the rule to the polled resource's schema",
        )


def _check_discrepancy(contract: Contract, rule: Rule, where: str) -> None:
    ids = [entry.id for entry in contract.discrepancies]
    if rule.discrepancy and rule.discrepancy not in ids:
        raise RuleError(
            f"rule {rule.id} belongs to a discrepancy that the register does not have"
            f"{did_you_mean(rule.discrepancy, ids)}",
            where=where,
            found=rule.discrepancy,
            allowed=", ".join(ids) or "none: there is no discrepancies.yaml beside the document",
        )


def _is_in_resource(polling: Polling | None, path: tuple[str | PathWildcard, ...]) -> bool:
    if polling is None:
        return False
    prefix = resource_path(polling)
    inner = path[len(prefix) :]
    return path[: len(prefix)] == prefix and not any(
        isinstance(step, PathWildcard) for step in inner
    )


def _check_expression(expression: str, what: str, where: str, names: frozenset[str]) -> None:
    if len(expression) > MAX_EXPRESSION:
        raise RuleError(
            f"{what} is too long",
            where=where,
            found=f"{len(expression)} characters",
            allowed=f"at most {MAX_EXPRESSION} characters",
        )
    if not can_evaluate():
        return
    try:
        compiled = compile_expression(expression)
    except EVALUATION_ERRORS as error:
        syntax = _SYNTAX_ERROR.search(str(error))
        raise RuleError(
            f"{what} does not compile",
            where=where,
            found=f"column {syntax[1]}: {syntax[2]}" if syntax else summarize_error(error),
            allowed=f"a CEL expression over {', '.join(sorted(names))}",
        ) from error
    variables = names | _TYPES | set(MACRO.findall(expression))
    functions = {*FUNCTIONS, *_CEL_FUNCTIONS}
    for found, known in ((compiled.variables(), variables), (compiled.functions(), functions)):
        for name in found:
            # Operators are listed among the functions, as `_+_` and `@in`.
            if name.isidentifier() and not name.startswith("_") and name not in known:
                raise RuleError(
                    f"{what} uses an unknown name{did_you_mean(name, known)}",
                    where=where,
                    found=name,
                    allowed=", ".join(sorted(known)),
                )
