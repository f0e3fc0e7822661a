"""Where a finding is in the files of a repository."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.results.finding import ReportedFinding
from contracts.results.report import OperationReport, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractLine:
    """A line of a contract."""

    path: str  # relative to the repository, with slashes
    line: int = 1  # counts from 1
    pointer: str = ""  # JSON pointer of the place, where much of the document is on the line

    @property
    def sentence(self) -> str:
        """What a text says beside the line; empty if the line is enough."""
        return f"Contract: {self.path}#{self.pointer}." if self.pointer else ""


def place_of(contract: str, report: Report) -> ContractLine:
    """Return the place of `shop.yaml:88`; without one, the first line of the first contract.

    The text is that of `contracts.observations.citations.contract_location`.
    """
    spot, _, pointer = contract.partition("#")
    name, _, line = spot.partition(":")
    first = next(iter(report.files.values()), "contract.yaml")
    path = report.files.get(name, name) or first
    number = max(int(line), 1) if line.isdecimal() else 1
    return ContractLine(path=path, line=number, pointer=pointer)


def finding_place(found: ReportedFinding, report: Report) -> ContractLine:
    """Return the line that a finding breaks, else that of its operation."""
    wanted = (found.api, found.operation)
    own = (each.contract for each in report.operations if (each.api, each.id) == wanted)
    return place_of(found.finding.contract or next(own, ""), report)


def unproved(report: Report) -> Iterator[tuple[OperationReport, str]]:
    """Yield the operations that are not proved, each with what to do about it."""
    for operation in report.operations:
        if operation.unverified_reason:
            reason = f"{operation.id} is not proved: {operation.unverified_reason}."
            yield operation, f"{reason} {operation.advice}".rstrip()
