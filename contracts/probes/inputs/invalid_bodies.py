"""Invalid request bodies, made from a valid one.

Some are no JSON; in others one place is invalid: missing, of another type, out of bounds. Changes
that a lenient server may accept are left out: a number for a string, a string of digits for a
number, an additional key, `null` for an optional member.
"""

import json
from collections.abc import Iterator

from contracts.probes.inputs.invalid_texts import CANARY
from contracts.probes.inputs.json_mutations import MISSING, Mutation, apply_mutation, mutations
from openapi.contract import Schema
from openapi.json.pointers import iter_values
from openapi.json.types import JSON
from openapi.schema.validation import validator_for

DEPTH = 10_000  # opening brackets of a body that has no closing ones

_OTHER_TYPES: tuple[tuple[type, tuple[JSON, ...]], ...] = (
    (bool, (f"abc{CANARY}", [])),
    (int, (f"abc{CANARY}", [])),
    (float, (f"abc{CANARY}", [])),
    (str, ([], {})),
    (list, (CANARY, 5)),
    (dict, (CANARY, [1])),
)


def broken_texts(valid: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield bodies that are no JSON, each with a note on what is wrong."""
    yield "half of a body", valid[: max(len(valid) // 2, 1)]
    yield "a body twice", valid + valid
    yield "no JSON", CANARY.encode()
    yield "brackets that are never closed", b"[" * DEPTH
    yield "bytes that are no UTF-8", b'"\xff"'


def wrong_values(valid: JSON, schema: Schema) -> Iterator[tuple[str, bytes]]:
    """Yield bodies with one invalid place, each with a note on what is wrong.

    From an invalid body nothing is made.
    """
    validator = validator_for(schema)
    if not validator.is_valid(valid):
        return
    for note, mutation in _changes(valid, schema):
        value = apply_mutation(valid, mutation)
        if value is not MISSING and not validator.is_valid(value):
            yield note, json.dumps(value).encode()


def _changes(valid: JSON, schema: Schema) -> Iterator[tuple[str, Mutation]]:
    validator = validator_for(schema)
    for pointer, found in iter_values(valid):
        place = pointer or "the whole body"
        missing = Mutation(pointer=pointer, before=found, after=MISSING)
        if not pointer or not validator.is_valid(apply_mutation(valid, missing)):
            yield f"{place} missing", missing
            yield f"null for {place}", Mutation(pointer=pointer, before=found, after=None)
        others = next((o for kind, o in _OTHER_TYPES if isinstance(found, kind)), ())
        for other in others:
            yield (
                f"{json.dumps(other)} for {place}",
                Mutation(pointer=pointer, before=found, after=other),
            )
    for mutation in mutations(valid, schema):
        # Many servers ignore unknown keys even where the contract forbids them.
        adds_key = isinstance(mutation.before, dict)
        if mutation.after is not MISSING and not adds_key:
            place = mutation.pointer or "the whole body"
            yield f"another value for {place}", mutation
