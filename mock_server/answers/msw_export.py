"""The documented answers as handlers of MSW (Mock Service Worker), for pages without a server.

The result is one JavaScript module for MSW 2 and later. `?__example=NAME` and `?__code=STATUS`
choose an answer, as with the server; without them, the answer is the default one.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from mock_server.answers.documented import prepare_responses
from mock_server.http.negotiation import ResponseChoice
from mock_server.http.preferences import CODE, EXAMPLE, QUERY_PREFIX
from mock_server.http.responses import PreparedResponse
from openapi.contract import Contract, Operation, is_json_type

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Methods for which MSW has handlers."""

_TEMPLATE = re.compile(r"\{[^{}]*\}")
_PLAIN = re.compile(r"[A-Za-z0-9._~-]*")
_SAFE_IN_A_COMMENT = re.compile(r"[^ -~]|\*/")
_STATUSES = range(200, 600)
_LEFT_OUT = frozenset({b"content-length", b"date", b"etag", b"content-encoding"})

_HEAD = f"""\
// Made by `mock-server export msw` from the documented answers; do not edit.
import {{ http, HttpResponse }} from "msw";

function answer(all, request) {{
  const query = new URL(request.url).searchParams;
  const example = query.get("{QUERY_PREFIX}{EXAMPLE}");
  const code = query.get("{QUERY_PREFIX}{CODE}");
  const found = all.find(
    (each) =>
      (example === null || each.example === example) &&
      (code === null || String(each.status) === code),
  );
  if (found === undefined) throw new Error(`no documented answer for ${{request.url}}`);
  const {{ status, headers, text, base64, json }} = found;
  const bytes = base64 && Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  const body = json === undefined ? (bytes ?? text ?? null) : JSON.stringify(json);
  return new HttpResponse(body, {{ status, headers }});
}}

export const handlers = [
"""


def msw_module(contracts: Sequence[Contract]) -> str:
    """Return a module whose `handlers` answer like the contracts.

    MSW takes the first handler that matches, so paths with fewer parameters come first.
    """
    operations = [
        (contract, operation)
        for contract in contracts
        for operation in contract.operations
        if operation.method in METHODS
    ]
    operations.sort(key=lambda pair: len(_TEMPLATE.findall(pair[1].path)))
    return _HEAD + "".join(_handler(contract, each) for contract, each in operations) + "];\n"


def msw_path(template: str) -> str:
    """Return the path of a handler, at any origin.

    >>> msw_path("/v3/{slug}/imports/{import_id}.json")
    '*/v3/:p1/imports/:p2.json'

    Characters that MSW would take for a pattern are matched by a star, with the rest of their
    segment.
    """
    number = 0
    segments = []
    for segment in template.split("/"):
        parts = _TEMPLATE.split(segment)
        if not all(map(_PLAIN.fullmatch, parts)):
            segments.append("*")
            continue
        text = parts[0]
        for part in parts[1:]:
            number += 1
            text += f":p{number}{part}"
        segments.append(text)
    return f"*{'/'.join(segments)}"


def _handler(contract: Contract, operation: Operation) -> str:
    path = json.dumps(msw_path(contract.path_of(operation)))
    # Text of the document must not end the comment.
    title = _SAFE_IN_A_COMMENT.sub(" ", f"{operation.api} {operation.id}")
    answers = json.dumps([*_answers(contract, operation)], indent=2).replace("\n", "\n  ")
    method = operation.method.lower()
    return (
        f"  // {title}\n  http.{method}({path}, ({{ request }}) => answer({answers}, request)),\n"
    )


def _answers(contract: Contract, operation: Operation) -> Iterator[dict[str, Any]]:
    """Yield the answers of an operation as values of the module, the default one first."""
    success = operation.success
    media = None if success is None else success.media_type()
    body = ("", "") if media is None else (media.name, media.default_example)
    default = ("" if success is None else success.status, *body)

    def is_other(pair: tuple[ResponseChoice, PreparedResponse]) -> bool:
        choice = pair[0]
        return (choice.response, choice.media_type, choice.example) != default

    # A default example comes twice, as it is sent and as it is written: once is enough here.
    seen = set()
    for choice, prepared in sorted(prepare_responses(contract, operation), key=is_other):
        place = (choice.response, choice.media_type, choice.example)
        if prepared.status in _STATUSES and place not in seen:
            seen.add(place)
            yield {"example": choice.example, **_answer(prepared)}


def _answer(prepared: PreparedResponse) -> dict[str, Any]:
    headers = {
        name.decode("latin-1"): value.decode("latin-1")
        for name, value in prepared.headers
        if name not in _LEFT_OUT
    }
    return {"status": prepared.status, "headers": headers, **_body(prepared, headers)}


def _body(prepared: PreparedResponse, headers: dict[str, str]) -> dict[str, Any]:
    """Return the body: `json` for people to read, `text` or `base64` where it is none."""
    if not prepared.body:
        return {}
    # In a literal of JavaScript, this key would be the prototype.
    if is_json_type(headers.get("content-type", "")) and b"__proto__" not in prepared.body:
        with suppress(ValueError):
            return {"json": json.loads(prepared.body)}
    try:
        return {"text": prepared.body.decode("utf-8")}
    except UnicodeDecodeError:
        return {"base64": b64encode(prepared.body).decode("ascii")}
