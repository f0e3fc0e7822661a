"""What is not right in a document, collected while it is read.

A lenient reader puts each complaint down, repairs or leaves out the place, and goes on; a strict
one ends at the first.
"""

from collections.abc import Iterable
from shlex import quote

from openapi.contract import Complaint, Contract, Severity
from openapi.errors import ContractError, DocumentError
from openapi.loading.yaml import YamlFile


class Complaints:
    """The complaints about one document and the files it is made of, in the order of reading."""

    def __init__(self, *, is_strict: bool = False, keeps_errors: bool = False) -> None:
        """Start without any; a strict collector raises the first complaint in place of keeping it.

        Args:
            is_strict: Whether to end at the first complaint.
            keeps_errors: Whether to go on after an error too: to list them all, not to serve.
        """
        self.is_strict = is_strict
        self.keeps_errors = keeps_errors
        self._found: dict[tuple[str, str, int, str, str], Complaint] = {}

    def warn(self, rule: str, file: YamlFile, pointer: str, error: ContractError) -> None:
        """Put down a complaint about a place that is served all the same.

        Args:
            rule: Id of what was broken.
            file: The document.
            pointer: The place, in the bundled document.
            error: What is wrong; its hint is kept.

        Raises:
            ContractError: The reader is strict: `error` itself.
        """
        if self.is_strict:
            raise error
        self._put(rule, file, pointer, error, Severity.WARNING)

    def fail(self, rule: str, file: YamlFile, pointer: str, error: ContractError) -> None:
        """Put down that a document cannot be served.

        Args:
            rule: Id of what was broken.
            file: The document.
            pointer: The place, in the bundled document.
            error: What is wrong.

        Raises:
            ContractError: `error` itself, unless errors are kept.
        """
        if not self.keeps_errors:
            raise error
        self._put(rule, file, pointer, error, Severity.ERROR)

    def _put(
        self, rule: str, file: YamlFile, pointer: str, error: ContractError, severity: Severity
    ) -> None:
        name, line = file.file_and_line(pointer)
        inside = file.inside(pointer)
        complaint = Complaint(
            rule=rule,
            severity=severity,
            message=error.what,
            file=name,
            line=line,
            pointer=inside,
            found=error.found,
            allowed=error.allowed,
            hint=error.hint,
        )
        self._found.setdefault((rule, name, line, inside, error.what), complaint)

    def take(self, complaints: Iterable[Complaint]) -> None:
        """Put down complaints that a file came with.

        Raises:
            DocumentError: The reader is strict: the first of them.
        """
        for each in complaints:
            if self.is_strict:
                raise DocumentError(
                    each.message,
                    where=f"{each.file}:{each.line}",
                    found=each.found,
                    allowed=each.allowed,
                )
            key = (each.rule, each.file, each.line, each.pointer, each.message)
            self._found.setdefault(key, each)

    def all(self) -> tuple[Complaint, ...]:
        """Return every complaint once."""
        return tuple(self._found.values())


def summary(contracts: Iterable[Contract]) -> str:
    """Return one line about the complaints of some contracts, or nothing where there are none."""
    faulty = [contract for contract in contracts if contract.complaints]
    count = sum(len(contract.complaints) for contract in faulty)
    if not count:
        return ""
    files = " ".join(quote(contract.file) for contract in faulty)
    noun = "warning" if count == 1 else "warnings"
    return f"{count} {noun} about the documents; see: contracts lint {files}"
