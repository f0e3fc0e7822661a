"""Redacts exchanges, writes them as JSON, and reads that JSON back."""

import math
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from contracts.errors import OptionError
from contracts.http.messages.exchange import (
    HTTP_1_0,
    HTTP_1_1,
    Exchange,
    Headers,
    Identity,
    Purpose,
    Request,
    Response,
)
from contracts.http.messages.masking import masked, masked_pairs
from contracts.http.messages.outgoing import request_error
from contracts.http.messages.redaction import Redactor
from openapi.json.types import JSON, is_number
from openapi.parameters.forms import URLENCODED

MAX_BODY = 256 * 1024  # bytes of a body that are kept
MAX_ELAPSED_MS = 24 * 60 * 60 * 1000  # a day, which is more than any timeout of a request


def redact_exchanges(exchanges: Sequence[Exchange], redactor: Redactor) -> tuple[Exchange, ...]:
    """Return exchanges without secrets, numbered from 1; `compared_to` is numbered likewise."""
    places = {exchange.number: place for place, exchange in enumerate(exchanges, 1)}
    return tuple(
        replace(
            redact_exchange(exchange, redactor),
            number=places[exchange.number],
            compared_to=places.get(exchange.compared_to, 0),
        )
        for exchange in exchanges
    )


def redact_exchange(exchange: Exchange, redactor: Redactor, max_body: int = MAX_BODY) -> Exchange:
    """Return an exchange without secrets.

    Secrets of the server, which no option has given, are known by the names of members and headers.
    An answer without them has another body than the one that came, which no check may judge.
    Of a body, `max_body` bytes are kept.
    """
    request, response = exchange.request, exchange.response
    text = redactor.text(_text_of(exchange.answer.body))
    shown = masked_pairs(text) if exchange.answer.media_type == URLENCODED else masked(text)
    return replace(
        exchange,
        request=replace(
            request,
            target=redactor.text(request.target),
            headers=redactor.headers(request.headers),
            # Redact before cutting, so that no part of a secret is left at the cut.
            body=_bytes_of(redactor.text(_text_of(request.body)))[:max_body],
        ),
        response=replace(
            response,
            headers=redactor.answered(response.headers),
            reason=redactor.text(response.reason),
            body=_bytes_of(shown)[:max_body],
            is_body_known=response.is_body_known and shown == text,
            is_cut=response.is_cut or len(response.body) > max_body,
            framing_errors=tuple(map(redactor.text, response.framing_errors)),
        )
        if response
        else None,
        failure=redactor.text(exchange.failure),
        note=redactor.text(exchange.note),
    )


def _text_of(body: bytes) -> str:
    return body.decode("utf-8", "surrogateescape")


def _bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def exchange_to_json(exchange: Exchange) -> dict[str, JSON]:
    """Return a redacted exchange as a JSON value."""
    request, response = exchange.request, exchange.response
    sent: dict[str, JSON] = {
        "method": request.method,
        "origin": request.origin,
        "target": request.target,
        "headers": [list(pair) for pair in request.headers],
    }
    if request.body:
        sent["body"] = _text(request.body)
    if request.version != HTTP_1_1:
        sent["version"] = request.version
    if exchange.is_fresh:
        sent["fresh"] = True
    return {
        "request": sent,
        "answer": None
        if response is None
        else {
            "status": response.status,
            "reason": response.reason,
            "headers": [list(pair) for pair in response.headers],
            "body": _text(response.body),
            "is_cut": response.is_cut,
            "faults": list(response.framing_errors),
        },
        "failure": exchange.failure or None,
        "at": exchange.at.isoformat(),
        "elapsed_ms": round(exchange.elapsed_seconds * 1000, 3),
        "operation": exchange.operation,
        "purpose": exchange.purpose.value,
        "asker": exchange.asker.value,
        "twin": exchange.compared_to or None,
        "note": exchange.note or None,
    }


def exchange_from_json(document: JSON, number: int, where: str) -> Exchange:
    """Return the exchange that a JSON value describes.

    The message of an error names `where` it is: the file.

    Raises:
        OptionError: It does not describe one.
    """
    try:
        answer = document["answer"]
        elapsed = _seconds(document["elapsed_ms"])
        return Exchange(
            number=number,
            request=_request(document["request"]),
            response=None if answer is None else _response(answer),
            failure=_string(document.get("failure") or ""),
            purpose=Purpose(document["purpose"]),
            operation=_string(document["operation"]),
            note=_string(document.get("note") or ""),
            at=_moment(document["at"], elapsed),
            elapsed_seconds=elapsed,
            asker=Identity(document["asker"]),
            compared_to=int(document.get("twin") or 0),
            is_fresh=bool(document["request"].get("fresh")),
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise OptionError(
            f"exchange {number} cannot be read",
            where=where,
            found=_message(error)[:200],
            allowed="an exchange as `contracts check --witnesses` writes it",
        ) from error


def _message(error: Exception) -> str:
    # Only a plain ValueError has a message that is made to be read.
    return str(error) if type(error) is ValueError else f"{type(error).__name__}: {error}"


def _request(sent: Mapping[str, JSON]) -> Request:
    request = Request(
        method=_string(sent["method"]),
        origin=_string(sent["origin"]),
        target=_string(sent["target"]),
        headers=_headers(sent["headers"]),
        body=_bytes(sent.get("body", "")),
        version=_version(sent.get("version", HTTP_1_1)),
    )
    if error := request_error(request):
        raise ValueError(error)
    return request


def _response(answer: Mapping[str, JSON]) -> Response:
    return Response(
        status=int(answer["status"]),
        reason=_string(answer.get("reason", "")),
        headers=_headers(answer["headers"]),
        body=_bytes(answer["body"]),
        is_cut=bool(answer.get("is_cut")),
        framing_errors=tuple(map(_string, answer.get("faults", ()))),
    )


def _headers(pairs: JSON) -> Headers:
    return tuple((_string(name), _string(value)) for name, value in pairs)


def _moment(text: str, elapsed: float) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = "a date and time without an offset from UTC"
        raise ValueError(message)
    # Begin and end are compared with others later: refuse those beyond what datetime can hold.
    _ = moment.astimezone(UTC) + timedelta(seconds=elapsed)
    return moment


def _seconds(value: JSON) -> float:
    """Return milliseconds as seconds.

    Raises:
        ValueError: The value is not a time that an answer may take.
    """
    if not is_number(value) or not math.isfinite(value) or not 0 <= value <= MAX_ELAPSED_MS:
        message = f"elapsed_ms is {str(value)[:40]}, allowed is a number from 0 to {MAX_ELAPSED_MS}"
        raise ValueError(message)
    return float(value) / 1000


def _string(value: JSON) -> str:
    if not isinstance(value, str):
        message = f"{type(value).__name__} instead of a text"
        raise TypeError(message)
    return value


def _version(value: JSON) -> str:
    if value not in {HTTP_1_0, HTTP_1_1}:
        message = f"unsupported version of HTTP: {value!r}"[:60]
        raise ValueError(message)
    return str(value)


def _text(body: bytes) -> JSON:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return {"base64": b64encode(body).decode("ascii")}


def _bytes(value: JSON) -> bytes:
    return value.encode("utf-8") if isinstance(value, str) else b64decode(value["base64"])
