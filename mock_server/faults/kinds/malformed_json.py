"""Faults of JSON text, which some parsers accept, others refuse, and a few read differently."""

from collections.abc import Callable, Iterator

from mock_server.faults.model.fault import CheckId, Fault, Kind, Settings
from mock_server.faults.model.healthy_exchange import HealthyExchange, with_body_bytes
from mock_server.faults.model.response_plan import ResponsePlan, unchanged
from openapi.json.parsing import dump_json
from openapi.json.pointers import iter_values, replaced
from openapi.json.types import JSON

_MARK = "\x7f mark \x7f"


def json_faults() -> tuple[Fault, ...]:
    """Return every fault of JSON text."""
    return tuple(_faults())


def _faults() -> Iterator[Fault]:
    yield _fault("invalid-json", "The JSON body has a comma too many.", _comma)
    yield _fault("empty-body", "The body is empty.", lambda _: b"")
    yield _fault("duplicate-keys", "An object of the body has the same key twice.", _doubled)
    yield _fault("not-a-number", "A number of the body is NaN, which is not JSON.", _nan)
    yield _fault(
        "trailing-bytes",
        "The body has further bytes after the JSON value.",
        lambda exchange: exchange.answer.body + b"\n<!-- served by node 7 -->",
    )
    yield _fault(
        "byte-order-mark",
        "The body begins with a byte order mark.",
        lambda exchange: b"\xef\xbb\xbf" + exchange.answer.body,
    )
    yield _fault(
        "charset-wrong",
        "The body is UTF-16, as Content-Type states, but JSON must be UTF-8.",
        lambda exchange: exchange.answer.body.decode("utf-8", "replace").encode("utf-16"),
        charset="utf-16",
    )


def _fault(
    id_: str, summary: str, text: Callable[[HealthyExchange], bytes | None], *, charset: str = ""
) -> Fault:
    def apply(exchange: HealthyExchange, settings: Settings) -> ResponsePlan | None:  # noqa: ARG001
        if exchange.media_type is None or not exchange.answer.body:
            return None
        body = text(exchange)
        if body is None:
            return None
        label = exchange.header(b"content-type").partition(";")[0]
        media_type = f"{label}; charset={charset}" if charset else None
        return unchanged(with_body_bytes(exchange.answer, body, media_type=media_type))

    return Fault(
        id=id_,
        kind=Kind.PROTOCOL,
        summary=summary,
        apply=apply,
        detected_by=(CheckId.STRICT_JSON,),
    )


def _comma(exchange: HealthyExchange) -> bytes:
    body = exchange.answer.body.rstrip()
    return body[:-1] + b"," + body[-1:] if body[-1:] in (b"}", b"]") else body + b","


def _doubled(exchange: HealthyExchange) -> bytes | None:
    for pointer, value in iter_values(exchange.body):
        if isinstance(value, dict) and value:
            members = [dump_json({key: child})[1:-1] for key, child in value.items()]
            return _replaced(exchange.body, pointer, b"{%s}" % b",".join([members[0], *members]))
    return None


def _nan(exchange: HealthyExchange) -> bytes | None:
    for pointer, value in iter_values(exchange.body):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return _replaced(exchange.body, pointer, b"NaN")
    return None


def _replaced(body: JSON, pointer: str, text: bytes) -> bytes:
    """Return the JSON text of `body` with `text` as the value at `pointer`."""
    return dump_json(replaced(body, pointer, _MARK)).replace(dump_json(_MARK), text, 1)
