"""Finds the answers that have neither an example nor a value that could be derived."""

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from openapi.contract import (
    Complaint,
    Contract,
    MediaType,
    Operation,
    Response,
    Severity,
    is_json_type,
)
from openapi.loading.complaints import refuse_first
from openapi.schema.examples import generate_example

RULE = "no-value"
"""The id of the rule by which `contracts lint` and `--strict` name them."""

_ERRORS = ("4", "5")


class DerivedAnswer(NamedTuple):
    """An answer in JSON that is made from its schema."""

    place: str  # method, path and status
    media_type: MediaType
    problem: str  # why there is no value; empty if there is one


def derived_answers(contract: Contract) -> Iterator[DerivedAnswer]:
    """Yield each answer in JSON that has a schema and no example; the work is done one by one."""
    for operation in contract.operations:
        for response in operation.responses:
            for media in response.media_types:
                if _is_derived(contract, response, media):
                    yield _judged(contract, operation, response, media)


def _is_derived(contract: Contract, response: Response, media: MediaType) -> bool:
    has_format = contract.refusal is not None and response.status.startswith(_ERRORS)
    is_shown = bool(media.examples or media.external_example) or media.schema is None
    return not is_shown and not has_format and is_json_type(media.name)


def _judged(
    contract: Contract, operation: Operation, response: Response, media: MediaType
) -> DerivedAnswer:
    place, problem = f"{operation.method} {contract.path_of(operation)} {response.status}", ""
    if media.schema is not None:
        try:
            generate_example(media.schema, fills_maps=True)
        except ValueError as error:
            problem = str(error)
    return DerivedAnswer(place, media, problem)


def no_value_complaints(contract: Contract) -> Iterator[Complaint]:
    """Yield a warning about each answer for which no value was found."""
    for each in derived_answers(contract):
        if each.problem and each.media_type.schema is not None:
            pointer = each.media_type.schema.pointer
            file, _ = contract.place(pointer)
            yield Complaint(
                rule=RULE,
                severity=Severity.WARNING,
                message=f"no value was found for the schema of {each.place}",
                file=file,
                find_line=partial(_line, contract, pointer),
                pointer=pointer,
                found=each.problem,
                allowed="a schema for which there is a value, or an example of the answer",
                hint="answered with 422; correct the schema, or give the answer an example",
            )


def _line(contract: Contract, pointer: str) -> int:
    return max(contract.place(pointer)[1], 1)


def refuse_answers_without_value(contract: Contract) -> None:
    """Refuse a document with such an answer (DocumentError: the first one)."""
    refuse_first(no_value_complaints(contract), "correct the schema")
