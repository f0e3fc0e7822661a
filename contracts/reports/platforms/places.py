"""Where a finding is in the files of a repository."""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.results.finding import ReportedFinding
from contracts.results.report import OperationReport, Report

MAX_ALIKE = 100  # operations that are not proved for the same reason; further ones are counted


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
    """Yield the operations that are not proved, each with what to do about it.

    Of many with the same reason, the last that is shown counts the rest.
    """
    for (reason, advice), alike in report.unproved().items():
        for number, operation in enumerate(alike[:MAX_ALIKE], 1):
            rest = len(alike) - number if number == MAX_ALIKE else 0
            who = f"{operation.id} and {rest} more are" if rest else f"{operation.id} is"
            yield operation, f"{who} not proved: {reason}. {advice}".rstrip()
