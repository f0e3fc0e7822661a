"""Runtime expressions of OpenAPI links: values from a request and its answer.

OpenAPI 3.1.1, "Runtime Expressions": `$response.body#/id`, `$request.path.id`, `$url`, alone or in
braces inside a text.
"""

import re

from contracts.http.messages.exchange import header
from contracts.observations.observation import Observation
from openapi.json.parsing import dump_json, parse_if_json
from openapi.json.pointers import exists, resolve
from openapi.json.types import JSON

MAX_TEXT = 2000  # characters of a text with expressions, and of its value

_EMBEDDED = re.compile(r"\{(\$[^{}]+)\}")


def evaluate(expression: JSON, seen: Observation) -> str | None:
    """Return the text of a constant or an expression; None if the exchange has no such value.

    The expression is as a link has it for a parameter.
    """
    if not isinstance(expression, str):
        return _text(expression)
    if len(expression) > MAX_TEXT:
        return None
    if expression.startswith("$"):
        return _value(expression, seen)
    parts = _EMBEDDED.split(expression)
    found = [_value(part, seen) if n % 2 else part for n, part in enumerate(parts)]
    texts = [part for part in found if part is not None]
    return "".join(texts)[:MAX_TEXT] if len(texts) == len(found) else None


def _value(expression: str, seen: Observation) -> str | None:
    request = seen.exchange.request
    whole = {"$url": request.url, "$method": request.method, "$statusCode": str(seen.status)}
    if expression in whole:
        return whole[expression]
    side, _, rest = expression.partition(".")
    is_body = rest.partition("#")[0] == "body"
    source, mark, name = rest.partition("#" if is_body else ".")
    if side == "$request":
        if is_body:
            return _in_body(parse_if_json(request.body), mark, name)
        return _sent(source, name, seen)
    if side != "$response" or not seen.status:
        return None
    if is_body:
        return None if seen.json_error else _in_body(seen.body, mark, name)
    return seen.answer.header(name) if source == "header" else None


def _sent(source: str, name: str, seen: Observation) -> str | None:
    """Return a value of the request beside its body."""
    match source:
        case "path":
            return seen.path_values.get(name)
        case "query":
            return next((value for key, value in seen.query if key == name), None)
        case "header":
            return header(seen.exchange.request.headers, name)
        case _:
            return None


def _in_body(body: JSON, mark: str, pointer: str) -> str | None:
    """Return a value of a body as text; without a pointer, the body itself."""
    if not mark:
        return _text(body)
    if pointer and not pointer.startswith("/"):
        return None
    return _text(resolve(body, pointer)) if exists(body, pointer) else None


def _text(value: JSON) -> str | None:
    """Return a text, number or boolean as the text of a parameter; None for any other value."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    return dump_json(value).decode() if isinstance(value, int | float) else None
