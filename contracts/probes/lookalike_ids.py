"""Requests known resources, then ids that a lenient parser takes for theirs.

Such ids are other spellings of the same number, and numbers that overflow or are rounded to it. As
a control, unrelated numbers are requested. The check `names-distinct` compares the answers.
"""

import re
from collections.abc import Iterator
from urllib.parse import quote

from contracts.http.messages.exchange import Purpose
from contracts.http.requests.credentials import Credentials
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.inputs.invalid_texts import (
    CANARY,
    INJECTION_TEXTS,
    other_numbers,
    spellings_of,
    unrelated_texts,
)
from contracts.probes.inputs.raw_request import RawRequest, documented_request, text_of
from openapi.contract import Location, Parameter

MAX_KNOWN = 12  # known values of a parameter that are tried

_INTEGER = re.compile(r"0|-?[1-9][0-9]{0,30}")
_SHORTEST = 4  # characters that a text needs before its beginning is tried in its place

Name = tuple[str, str, Purpose]  # a note on an id, its raw text, and the purpose of requesting it


def run(context: ProbeContext) -> None:
    """Request every known resource of one operation by other ids than its own."""
    operation = context.operation
    if not operation.is_safe:
        return
    base = documented_request(context.target, operation, context.credentials)
    for parameter in operation.parameters:
        if parameter.location is not Location.PATH:
            continue
        for text, names in _plan(parameter, context.credentials):
            _ask(context, base, parameter, text, names)


def _ask(
    context: ProbeContext,
    base: RawRequest,
    parameter: Parameter,
    text: str,
    names: tuple[Name, ...],
) -> None:
    own = base.with_value(parameter, quote(text, safe="")).request
    first = context.send(own, Purpose.LOOKALIKE_ID, f"{parameter.name}={text}, by its own name")
    # If the resource does not exist, no other id can be taken for its own.
    if not first.is_success:
        return
    for note, raw, purpose in names:
        request = base.with_value(parameter, raw).request
        context.send(request, purpose, f"{parameter.name} with {note}", twin=first.number)
    note = f"{parameter.name}={text}, again"
    context.send(own, Purpose.LOOKALIKE_ID, note, twin=first.number)


def _plan(parameter: Parameter, credentials: Credentials) -> Iterator[tuple[str, tuple[Name, ...]]]:
    """Yield known values, each with the ids to request in its place."""
    known = credentials.known.get(parameter.name, ())[:MAX_KNOWN]
    texts = known or (text_of(parameter, credentials),)
    for index, text in enumerate(texts):
        if not _INTEGER.fullmatch(text):
            if index == 0:
                yield text, tuple(_other_texts(text))
            continue
        number, is_first = int(text), index == 0
        names = (
            *_numbers(number, is_first=is_first),
            *_neighbours(number, known, is_first=is_first),
        )
        yield text, names


def _numbers(number: int, *, is_first: bool) -> Iterator[Name]:
    for note, raw in unrelated_texts(number):
        yield note, raw, Purpose.CONTROL
    if is_first:
        for note, raw in spellings_of(number):
            yield note, raw, Purpose.LOOKALIKE_ID


def _neighbours(number: int, known: tuple[str, ...], *, is_first: bool) -> Iterator[Name]:
    """Yield other numbers in canonical notation: other resources, if they exist."""
    beside = [("one more", str(number + 1)), ("one less", str(number - 1))] if known else []
    for note, raw in (*beside, *(other_numbers(number) if is_first else ())):
        if raw not in known:
            yield note, raw, Purpose.NEIGHBOUR_ID


def _other_texts(text: str) -> Iterator[Name]:
    yield "an unrelated text", f"no-such-{CANARY}", Purpose.CONTROL
    if len(text) >= _SHORTEST:
        yield "its last letter missing", quote(text[:-1], safe=""), Purpose.LOOKALIKE_ID
        yield "a letter more", quote(f"{text}x", safe=""), Purpose.LOOKALIKE_ID
    for note, raw in INJECTION_TEXTS:
        yield note, raw, Purpose.LOOKALIKE_ID
    yield "a NUL and more", f"{quote(text, safe='')}%00x", Purpose.LOOKALIKE_ID
