"""Bodies that a contract calls invalid, made from one that it calls valid.

Some are no JSON at all, in others one place is wrong: missing, of another type, out of bounds.
What a lenient reader may take for a valid body is not among them: a number for a text, a text that
holds a number, a key too many, `null` for what may be missing.
"""

import json
from collections.abc import Iterator

from contracts.probes.inputs.invalid_texts import CANARY
from contracts.probes.inputs.json_mutations import MISSING, Mutation, apply_mutation, mutations
from openapi.contract import Schema
from openapi.json.pointers import iter_values
from openapi.json.types import JSON
from openapi.schema.validation import validator_for

DEPTH = 10_000
"""Brackets that are opened and never closed."""

_OTHER_TYPES: tuple[tuple[type, tuple[JSON, ...]], ...] = (
    (bool, (f"abc{CANARY}", [])),
    (int, (f"abc{CANARY}", [])),
    (float, (f"abc{CANARY}", [])),
    (str, ([], {})),
    (list, (CANARY, 5)),
    (dict, (CANARY, [1])),
)


def broken_texts(valid: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield bodies that are no JSON text, each with what is wrong with it."""
    yield "half of a body", valid[: max(len(valid) // 2, 1)]
    yield "a body twice", valid + valid
    yield "no JSON", CANARY.encode()
    yield "brackets that are never closed", b"[" * DEPTH
    yield "bytes that are no UTF-8", b'"\xff"'


def wrong_values(valid: JSON, schema: Schema) -> Iterator[tuple[str, bytes]]:
    """Yield bodies in which one place is wrong, each with what is wrong with it.

    Args:
        valid: A valid body.
        schema: Of the body.
    """
    judge = validator_for(schema)
    if not judge.is_valid(valid):
        return
    for note, mutation in _changes(valid, schema):
        value = apply_mutation(valid, mutation)
        if value is not MISSING and not judge.is_valid(value):
            yield note, json.dumps(value).encode()


def _changes(valid: JSON, schema: Schema) -> Iterator[tuple[str, Mutation]]:
    judge = validator_for(schema)
    for pointer, found in iter_values(valid):
        place = pointer or "the whole body"
        missing = Mutation(pointer=pointer, before=found, after=MISSING)
        if not pointer or not judge.is_valid(apply_mutation(valid, missing)):
            yield f"{place} missing", missing
            yield f"null for {place}", Mutation(pointer=pointer, before=found, after=None)
        others = next((o for kind, o in _OTHER_TYPES if isinstance(found, kind)), ())
        for other in others:
            yield (
                f"{json.dumps(other)} for {place}",
                Mutation(pointer=pointer, before=found, after=other),
            )
    for mutation in mutations(valid, schema):
        # Many readers pass over a key that they do not know, whatever the contract says.
        is_key_more = isinstance(mutation.before, dict)
        if mutation.after is not MISSING and not is_key_more:
            place = mutation.pointer or "the whole body"
            yield f"another value for {place}", mutation
