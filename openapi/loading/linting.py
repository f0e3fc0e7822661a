"""All complaints about a document, errors included."""

from functools import partial
from pathlib import Path

from openapi.contract import Complaint, Severity
from openapi.errors import ContractError
from openapi.loading.complaints import Complaints
from openapi.loading.document import LENIENT, LoadOptions, load_with_complaints
from openapi.loading.operations.contradictory_examples import example_complaints
from openapi.loading.operations.guessed_pages import paging_notes
from openapi.loading.operations.underivable_answers import no_value_complaints
from openapi.rules.compilation import compile_rules


def lint(path: Path, options: LoadOptions = LENIENT) -> tuple[Complaint, ...]:
    """Return all complaints about a document and its files.

    Errors are included; ordered by file and line, those of the document first.

    Raises:
        OSError: The document cannot be read.
    """
    complaints = Complaints(keeps_errors=True)
    with path.open("rb"):
        pass
    try:
        contract = load_with_complaints(path, {}, {}, options, complaints)
        compile_rules(contract)
        complaints.add(example_complaints(contract))
        complaints.add(no_value_complaints(contract))
        complaints.add(paging_notes(contract))
    except ContractError as error:
        complaints.add([_unserved(path, error)])
    return tuple(
        sorted(complaints.all(), key=lambda each: (each.file != str(path), each.file, each.line))
    )


def _unserved(path: Path, error: ContractError) -> Complaint:
    """Return the complaint for the error that ended the loading of a document."""
    file, line = _place_in(error.where)
    return Complaint(
        rule="unreadable",
        severity=Severity.ERROR,
        message=error.what,
        file=file or str(path),
        find_line=partial(int, line),
        found=error.found,
        allowed=error.allowed,
        hint=error.hint,
    )


def _place_in(where: str) -> tuple[str, int]:
    """Return file and line of `file:line` or `file:line (pointer)`; of other texts, line 1."""
    for text in (where, where.partition(" (/")[0]):
        file, _, line = text.rpartition(":")
        if file and line.isascii() and line.isdigit():
            return file, int(line)
    return where, 1
