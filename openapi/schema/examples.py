"""Examples: the documented ones of a contract, and one generated for a schema without any."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from openapi.contract import Contract, Example, MediaType, Operation, Response, Schema
from openapi.json.types import JSON


class DocumentedExample(NamedTuple):
    """An example of an answer, with its operation, response and media type."""

    operation: Operation
    response: Response
    media_type: MediaType
    example: Example


def documented_examples(contract: Contract) -> Iterator[DocumentedExample]:
    """Yield every named example of every answer, in the order of the document."""
    for operation in contract.operations:
        for response in operation.responses:
            for media_type in response.media_types:
                for example in media_type.examples:
                    yield DocumentedExample(
                        operation=operation,
                        response=response,
                        media_type=media_type,
                        example=example,
                    )


def generate_example(schema: Schema, *, seed: int = 0, is_varied: bool = False) -> JSON:
    """Return a small valid value for a schema without a documented example.

    Examples, defaults and enum values inside the schema are used first; the rest is generated. The
    value is not to be changed: without a seed it is generated once.
    Optional properties are left out if they contain themselves or no valid value is found.

    The same schema and seed give the same value. With `is_varied`, numbers, texts, lengths of lists
    and the like depend on the seed, too.

    Raises:
        ValueError: No valid value was found: the schema contradicts itself, is endless, requires
            too large a value, or its patterns and conditions are too hard.
    """
    if seed or is_varied:
        return _generate(schema, seed=seed, is_varied=is_varied)
    value, problem = _usual(schema)
    if problem is not None:
        raise problem.with_traceback(None)
    return value


@lru_cache(maxsize=1024)
def _usual(schema: Schema) -> tuple[JSON, ValueError | None]:
    """Return the value of a schema with seed 0, or why there is none: a search takes seconds.

    An answer has the same schema in each of its media types, and often for several statuses.
    """
    try:
        return _generate(schema), None
    except ValueError as error:
        return None, error


def _generate(schema: Schema, *, seed: int = 0, is_varied: bool = False) -> JSON:
    # Imported when it is needed: a document with examples needs no other values.
    from openapi.schema.generation.generator import generate  # noqa: PLC0415

    return generate(schema, seed=seed, is_varied=is_varied)
