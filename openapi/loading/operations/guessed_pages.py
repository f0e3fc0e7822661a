"""Finds the lists that seem to be paged, although the document does not say how."""

from collections.abc import Iterator
from functools import partial

from openapi.contract import Complaint, Contract, Severity
from openapi.schema.paging.guess import guess_from_document
from openapi.schema.paging.overlay import extension_of, overlay_text

RULE = "guessed-pages"
"""The id of the rule by which `contracts lint` names them."""


def paging_notes(contract: Contract) -> Iterator[Complaint]:
    """Yield a note about each list that seems to be paged, with the overlay that says how."""
    for operation in contract.operations:
        guess = guess_from_document(operation)
        extension = extension_of(guess.pagination, guess.parameters.usual) if guess else None
        if guess is None or extension is None:
            continue
        file, _ = contract.place(operation.pointer)
        names = f"{guess.parameters.position} and {guess.parameters.limit}"
        overlay = overlay_text(operation, extension)
        yield Complaint(
            rule=RULE,
            severity=Severity.INFO,
            message=f"{operation.method} {contract.path_of(operation)} seems to be paged "
            f"by {names}, but has no x-pagination",
            file=file,
            find_line=partial(_line, contract, operation.pointer),
            pointer=operation.pointer,
            hint=f"if it is, --overlay with this file makes it a claim: {overlay}"
            if overlay
            else "",
        )


def _line(contract: Contract, pointer: str) -> int:
    return contract.place(pointer)[1] or 1
