"""Whether a polled resource changes no more, by the expression of its operation (`x-polling`)."""

import json
from functools import lru_cache

from openapi.contract import Polling
from openapi.json.types import JSON
from openapi.rules.expressions import EVALUATION_ERRORS, evaluate
from openapi.rules.fields import fields_of, part_of

LONGEST_KEPT_STATE = 2000  # characters of a resource whose state, terminal or not, is kept


def is_terminal_state(polling: Polling, resource: JSON) -> bool | None:
    """Whether a polled resource changes no more; None if the expression has no answer.

    The answer is kept for what the expression names of a resource: most polls see a known state.
    """
    expression = polling.terminal_expression
    try:
        part = part_of(resource, fields_of(expression).own)
        text = json.dumps(part)
        if len(text) > LONGEST_KEPT_STATE:
            return _is_true(expression, part)
        return _is_terminal_text(expression, text)
    except EVALUATION_ERRORS:
        return None


@lru_cache(maxsize=4096)
def _is_terminal_text(expression: str, text: str) -> bool | None:
    try:
        return _is_true(expression, json.loads(text))
    except EVALUATION_ERRORS:
        return None


def _is_true(expression: str, resource: JSON) -> bool | None:
    found = evaluate(expression, {"self": resource})
    return found if isinstance(found, bool) else None
