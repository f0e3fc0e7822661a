"""What a document lacks: mistakes that were repaired or ignored, and answers without a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mock_server.http.bodies.writing import body_without_value
from openapi.contract import Contract, MediaType
from openapi.schema.examples import generate_example

MAX_DERIVED = 3000  # answers of one document for which a value is searched; others are counted only


@dataclass(frozen=True, slots=True, kw_only=True)
class Underivable:
    """An answer that has no example, and for which no value is found."""

    operation: str
    status: str  # the documented status of the answer
    reason: str  # why no value is found
    file: str  # the file of its schema
    line: int  # the line of its schema; 0 if it is not known


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """The outcome of the search for values."""

    derived: int  # how many answers get a value from their schema
    underivable: tuple[Underivable, ...]  # those that get none
    unchecked: int  # how many were not tried


def derivation_of(contract: Contract) -> Derivation:
    """Return which answers get a value from their schema; takes seconds for large documents."""
    wanted = [*_without_example(contract)]
    found = [_underivable(contract, *each) for each in wanted[:MAX_DERIVED]]
    failed = tuple(each for each in found if each is not None)
    return Derivation(
        derived=len(found) - len(failed),
        underivable=failed,
        unchecked=len(wanted) - len(found),
    )


def derivations_of(contracts: Sequence[Contract]) -> Mapping[str, Derivation]:
    """Return `derivation_of` each contract, by the short name of the API."""
    return {contract.api: derivation_of(contract) for contract in contracts}


def _without_example(contract: Contract) -> Iterator[tuple[str, str, MediaType]]:
    for operation in contract.operations:
        for response in operation.responses:
            for media in response.media_types[:1]:
                has_value = bool(media.examples) or body_without_value(media) is not None
                if not has_value and media.schema is not None:
                    yield operation.id, response.status, media


def _underivable(
    contract: Contract, operation: str, status: str, media: MediaType
) -> Underivable | None:
    if media.schema is None:
        return None
    try:
        generate_example(media.schema)
    except ValueError as error:
        file, line = contract.place(media.schema.pointer)
        return Underivable(
            operation=operation, status=status, reason=str(error), file=file, line=line
        )
    return None
