"""The complaints about a document, collected while it is loaded.

A lenient loader records each complaint, repairs the place or leaves it out, and goes on; a strict
one ends at the first complaint.
"""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from shlex import quote

from openapi.contract import Complaint, Contract, Severity
from openapi.errors import ContractError, DocumentError
from openapi.loading.yaml import YamlFile
from openapi.text.fetched_places import shown_place
from openapi.text.listing import counted


class Complaints:
    """The complaints about one document and its files, in the order of reading."""

    def __init__(self, *, is_strict: bool = False, keeps_errors: bool = False) -> None:
        """Start without complaints.

        `is_strict` raises the first one; `keeps_errors` records what refuses the document, too.
        """
        self.is_strict = is_strict
        self.keeps_errors = keeps_errors
        self._found: dict[tuple[str, str, str, str], Complaint] = {}

    def warn(self, rule: str, file: YamlFile, pointer: str, error: ContractError) -> None:
        """Record a complaint about a document that is served nevertheless.

        `rule` is the id of the broken requirement, `pointer` the place in the bundled document,
        `error` says how it is read instead.

        Raises:
            ContractError: `error`, if the loader is strict.
        """
        if self.is_strict:
            if error.hint.startswith(("read as", "ignored")):
                error.hint = f"correct it; without --strict it is {error.hint}"
            raise error
        self._put(rule, file, pointer, error, Severity.WARNING)

    def fail(self, rule: str, file: YamlFile, pointer: str, error: ContractError) -> None:
        """Record why a part of a document cannot be served; the rest is.

        `rule` is the id of the broken requirement, `pointer` the place in the bundled document.

        Raises:
            ContractError: `error`, if the loader is strict.
        """
        if self.is_strict:
            raise error
        self._put(rule, file, pointer, error, Severity.ERROR)

    def refuse(self, rule: str, file: YamlFile, pointer: str, error: ContractError) -> None:
        """Record why a document cannot be served as a whole.

        Raises:
            ContractError: `error`, unless errors are kept.
        """
        if not self.keeps_errors:
            raise error
        self._put(rule, file, pointer, error, Severity.ERROR)

    def _put(
        self, rule: str, file: YamlFile, pointer: str, error: ContractError, severity: Severity
    ) -> None:
        inside, name = file.inside(pointer), file.name_at(pointer)
        complaint = Complaint(
            rule=rule,
            severity=severity,
            message=error.what,
            file=name,
            find_line=partial(file.line, pointer),
            pointer=inside,
            found=error.found,
            allowed=error.allowed,
            hint=error.hint,
        )
        self._found.setdefault((rule, name, inside, error.what), complaint)

    def add(self, complaints: Iterable[Complaint]) -> None:
        """Record the complaints of a file.

        Raises:
            DocumentError: The first of them, if the loader is strict.
        """
        for each in complaints:
            if self.is_strict:
                raise DocumentError(
                    each.message,
                    where=f"{each.file}:{each.line}",
                    found=each.found,
                    allowed=each.allowed,
                )
            key = (each.rule, each.file, each.pointer, each.message)
            self._found.setdefault(key, each)

    def all(self) -> tuple[Complaint, ...]:
        """Return every complaint once."""
        return tuple(self._found.values())


def summary(contracts: Iterable[Contract], overlays: Iterable[Path] = ()) -> str:
    """Return one line about the complaints of some contracts; empty if there are none."""
    incorrect = [contract for contract in contracts if contract.complaints]
    if not incorrect:
        return ""
    files = " ".join(quote(shown_place(contract.file)) for contract in incorrect)
    more = "".join(f" --overlay {quote(str(path))}" for path in overlays)
    every = [each for contract in incorrect for each in contract.complaints]
    errors = sum(each.severity is Severity.ERROR for each in every)
    kinds = [(errors, "error"), (len(every) - errors, "warning")]
    shown = " and ".join(counted(number, noun) for number, noun in kinds if number)
    return f"{shown} about the documents; see: contracts lint {files}{more}"


def refuse_first(complaints: Iterable[Complaint], correction: str) -> None:
    """Refuse a document for its first complaint, if it has one.

    Args:
        complaints: Those that a strict reading does not accept.
        correction: What to correct, such as `correct the schema`.

    Raises:
        DocumentError: There is a complaint.
    """
    for each in complaints:
        raise DocumentError(
            each.message,
            where=f"{each.file}:{each.line}",
            found=each.found,
            allowed=each.allowed,
            hint=f"{correction}, or serve without --strict",
        )
