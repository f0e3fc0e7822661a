"""Validates request bodies: size, media type; the syntax and schema of JSON, forms and XML.

Of other documented media types, and of bodies longer than 8 MiB, only the size is judged. Long
bodies share the memory for them, and are judged beside the event loop, which serves others
meanwhile.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from typing import Never

from starlette.types import Receive

from mock_server.http.error_responses import validation_error_status
from mock_server.http.media_types import covering_media_type
from mock_server.http.problems import ProblemId, Reason, RequestRejected
from mock_server.http.requests import RequestHead
from mock_server.http.validation.body_memory import MAX_UNCOUNTED, BodyMemory
from openapi.contract import MediaType, Operation, RequestBody, is_json_type, is_xml_type
from openapi.json.equality import is_same_json
from openapi.json.parsing import JsonError, parse_json
from openapi.json.pointers import tokens
from openapi.json.types import JSON
from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.forms import has_fields, is_form, read_form
from openapi.process.background_thread import BackgroundThread
from openapi.schema.validation import MAX_VIOLATIONS, validator_for
from openapi.schema.violations import Violation

MAX_BODY_BYTES = 32 * 1024 * 1024  # the default of `--max-body`
MAX_VALUES = 500_000  # commas and brackets in a JSON body: a value takes some hundred bytes

MAX_JUDGED_BYTES = 8 * 1024 * 1024
"""Bytes of a JSON body or a form whose value is judged: no other thread runs while a text is
decoded and parsed, so longer ones would hold up other clients."""

_LONG = 1024 * 1024  # bytes of a body whose values are counted
MAX_BYTES_AT_ONCE = 16 * 1024  # bytes of a body that is judged at once

_MOST_SHORT = 100  # members of a long body of which the short ones are kept
_SHORT = 1000  # characters of such a member

_WORKER = BackgroundThread()


async def read_valid_body(  # noqa: PLR0913 - a request and its limits, each by name
    operation: Operation,
    head: RequestHead,
    receive: Receive,
    *,
    max_bytes: int = MAX_BODY_BYTES,
    memory: BodyMemory | None = None,
    max_kept: int = MAX_UNCOUNTED,
) -> JSON:
    """Return the value of the request's body; None if there is none, or it is no JSON, form or XML.

    The body is ignored if the operation documents none. The value of a body that is longer than
    `max_kept` is judged, and only its short members are returned, so that its memory is free again.

    `memory` bounds the bodies that are read at the same time.

    Raises:
        RequestRejected: 413, 415, 400 (422 where only that is documented), or 503.
    """
    if operation.request_body is None:
        return None
    _refuse_length(head, max_bytes)
    room = (memory or BodyMemory(max_bytes)).room
    announced = head.joined_header("content-length")
    async with AsyncExitStack() as held:
        if announced.isdigit():
            await held.enter_async_context(room(int(announced)))
            body = await read_body(receive, max_bytes)
        else:
            # Without a length, a body that has become long may become as long as any.
            wait = partial(held.enter_async_context, room(max_bytes))
            body = await read_body(receive, max_bytes, when_long=wait)
        return await _judge_body(operation, operation.request_body, head, body, max_kept)


async def _judge_body(
    operation: Operation, documented: RequestBody, head: RequestHead, body: bytes, max_kept: int
) -> JSON:
    sent = head.joined_header("content-type")
    # A form without fields is an empty body.
    if not body and not (sent and is_form(sent) and "multipart" not in sent.casefold()):
        if documented.is_required:
            _refuse(operation, "The request body is required.")
        return None
    _refuse_encoding(head)
    media = _media_type(documented, head)
    is_read = is_json_type(sent) or is_form(sent) or is_xml_type(sent)
    if not is_read or len(body) > MAX_JUDGED_BYTES:
        return None
    judge = partial(_judged_value, operation, media, body, sent, max_kept)
    return judge() if len(body) <= MAX_BYTES_AT_ONCE else await _WORKER.run(judge)


async def read_body(
    receive: Receive,
    max_bytes: int = MAX_BODY_BYTES,
    *,
    when_long: Callable[[], Awaitable[None]] | None = None,
) -> bytes:
    """Return the whole body; `when_long` is awaited once it is longer than 64 KiB.

    Raises:
        RequestRejected: It is longer than the bound, and the rest is left unread; or its end does
            not come.
    """
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            reason = "The request body has no end."
            raise RequestRejected(400, ProblemId.INVALID_REQUEST, reason)
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > max_bytes:
            raise _too_large(max_bytes)
        if when_long is not None and len(body) > MAX_UNCOUNTED:
            await when_long()
            when_long = None
    return bytes(body)


def _refuse_length(head: RequestHead, max_bytes: int) -> None:
    announced = head.joined_header("content-length")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > max_bytes:
        raise _too_large(max_bytes)


def _refuse_encoding(head: RequestHead) -> None:
    encoding = head.joined_header("content-encoding").strip().casefold()
    if encoding not in ("", "identity"):
        raise RequestRejected(
            415,
            ProblemId.UNSUPPORTED_MEDIA_TYPE,
            f"Content-Encoding is {encoding[:80]!r}; only bodies without one are accepted.",
        )


def _media_type(documented: RequestBody, head: RequestHead) -> MediaType:
    sent = head.joined_header("content-type")
    media = covering_media_type(documented.media_types, sent)
    if media is not None:
        return media
    names = ", ".join(media.name for media in documented.media_types)
    raise RequestRejected(
        415,
        ProblemId.UNSUPPORTED_MEDIA_TYPE,
        f"Content-Type is {sent[:80]!r}; documented is {names}.",
    )


def _judged_value(
    operation: Operation, media: MediaType, body: bytes, sent: str, max_kept: int
) -> JSON:
    """Return the value of a body that its schema allows; of a long one only its short members."""
    try:
        value, is_clear = _read(operation, media, body, sent)
    except JsonError as error:
        _refuse(operation, f"The request body is not JSON: {error.reason}.")
    except InvalidParameterError as error:
        sentence = f"The request body {error.problem}."
        _refuse(operation, sentence, [Reason(sentence, ("body", *error.steps))])
    if is_clear:
        _judge(operation, media, value)
    return value if len(body) <= max_kept else _short_members(value)


def _short_members(value: JSON) -> JSON:
    """Return the short members of a long body, such as the title beside a file; None without any.

    They are put into the answer; a body with many members would take the time of other requests.
    """
    if not isinstance(value, dict) or len(value) > _MOST_SHORT:
        return None
    return {name: each for name, each in value.items() if _is_short(each)} or None


def _is_short(value: JSON) -> bool:
    is_number = isinstance(value, bool | int | float)
    return is_number or (isinstance(value, str) and len(value) <= _SHORT)


def _read(operation: Operation, media: MediaType, body: bytes, sent: str) -> tuple[JSON, bool]:
    """Return the value of a body, and whether its schema can decide on it.

    Raises:
        JsonError, InvalidParameterError: The body is not of its media type.
    """
    if is_json_type(sent):
        _refuse_many_values(body)
        return parse_json(body, max_bytes=len(body)), True
    # An example that is a text is the form, or the XML, itself.
    is_shown = any(each.value == body.decode("utf-8", "replace") for each in media.examples)
    if not is_form(sent):
        # Imported when it is needed: few documents have bodies in XML.
        from mock_server.http.bodies.xml_reading import XmlError, read_xml  # noqa: PLC0415

        try:
            found = read_xml(body, media.schema)
        except XmlError as error:
            _refuse(operation, f"The request body {error}.")
        return found.value, found.is_clear and not is_shown
    if media.schema is None or not has_fields(media.schema):
        return None, False
    return read_form(body, sent, media.schema, media.encoding), not is_shown


def _refuse_many_values(body: bytes) -> None:
    if len(body) > _LONG and sum(map(body.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise RequestRejected(
            413,
            ProblemId.BODY_TOO_LARGE,
            f"The request body has more than {MAX_VALUES} commas and brackets.",
        )


def _judge(operation: Operation, media: MediaType, value: JSON) -> None:
    violations = validator_for(media.schema).violations(value) if media.schema else ()
    # Where the document contradicts itself, its example is what clients are shown.
    if violations and not any(is_same_json(example.value, value) for example in media.examples):
        sentences = [_sentence(each.pointer, each.message) for each in violations]
        reasons = [each for violation in violations for each in _reasons(value, violation)]
        _refuse(operation, " ".join(sentences), reasons[:MAX_VIOLATIONS])


def _reasons(value: JSON, violation: Violation) -> Iterator[Reason]:
    """Yield a reason for each key that is absent, or the one of another violation."""
    place = ("body", *_steps(value, violation.pointer))
    for key in violation.missing:
        lacks = replace(violation, problem=f"lacks {key}")
        yield Reason(_sentence(lacks.pointer, lacks.message), (*place, key))
    if not violation.missing:
        named = filter(None, [violation.key])
        yield Reason(_sentence(violation.pointer, violation.message), (*place, *named))


def _sentence(pointer: str, message: str) -> str:
    return f"Body{f' at {pointer}' if pointer else ''}: {message.rstrip('.')}."


def _steps(value: JSON, pointer: str) -> Iterator[str | int]:
    """Yield the keys and indexes on the way to a part of a value."""
    for token in tokens(pointer):
        if isinstance(value, list):
            yield int(token)
            value = value[int(token)]
        else:
            yield token
            value = value.get(token) if isinstance(value, dict) else None


def _refuse(operation: Operation, message: str, reasons: Iterable[Reason] = ()) -> Never:
    status = validation_error_status(operation)
    known = tuple(reasons) or (Reason(message, ("body",)),)
    raise RequestRejected(status, ProblemId.INVALID_REQUEST, message, reasons=known)


def _too_large(max_bytes: int) -> RequestRejected:
    return RequestRejected(
        413,
        ProblemId.BODY_TOO_LARGE,
        f"The request body is longer than {max_bytes} bytes.",
    )
