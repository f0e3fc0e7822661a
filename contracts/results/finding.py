"""What a check reports: which rule, how bad, where, and what the documents say.

A finding is plain data and already redacted where it shows an exchange; reports only lay it out.
"""

import hashlib
import json
import re
from dataclasses import dataclass

from contracts.http.messages.exchange import Exchange
from openapi.contract import Severity
from openapi.json.types import JSON

SHOWN = 120
"""Characters of a value that are shown."""

ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that is not as the contract says.

    Attributes:
        rule: Id of the check or of the contract's rule.
        severity: How much it matters.
        message: What is wrong: what was found against what is allowed.
        pointer: JSON pointer of the offending part of the body, or the parameter's name.
        values: The offending values by name, as short text.
        expected: What would be right, in the contract's words; may be empty.
        source: Where the documents say so, such as `placewise 142-145 (example)`.
        contract: File and line of the contract, `placewise.yaml:88`.
        discrepancy: Id of the register entry it belongs to, or empty.
        ruling: What that entry says, or empty.
        exchange: Number of the exchange that shows it; 0 for a documented example.
        key: What makes two findings of one rule the same, beside the operation.
    """

    rule: str
    severity: Severity
    message: str
    pointer: str = ""
    values: tuple[tuple[str, str], ...] = ()
    expected: str = ""
    source: str = ""
    contract: str = ""
    discrepancy: str = ""
    ruling: str = ""
    exchange: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedFinding:
    """A finding as reports show it: counted, with the operation and a way to see it again.

    Attributes:
        id: Stable identity across runs, twelve hexadecimal digits.
        api: Short name of the API.
        operation: Id of the operation.
        finding: The first of its kind.
        count: How often it was seen.
        curl: A line that reproduces it; empty for a documented example.
        status: Status of the answer that shows it; 0 without an answer.
        note: What is particular about the request, or the name of the example.
        exchange_numbers: Numbers of the exchanges that show it, as few as possible, in order.
        exchanges: The same exchanges, redacted and numbered from 1.
        witness: The file that holds them, or empty.
        accepted: Until when, whose and why it is put up with; empty where it is not.
    """

    id: str
    api: str
    operation: str
    finding: Finding
    count: int = 1
    curl: str = ""
    status: int = 0
    note: str = ""
    exchange_numbers: tuple[int, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    witness: str = ""
    accepted: str = ""

    @property
    def order(self) -> tuple[int, str, str, str]:
        """Worst first, then by place."""
        return (ORDER[self.finding.severity], self.api, self.operation, self.finding.rule)


def finding_id(api: str, operation: str, finding: Finding) -> str:
    """Return the stable identity of a finding: rule and place, never wording or values."""
    place = re.sub(r"/\d+(?=/|$)", "/*", finding.pointer)
    text = f"{finding.rule}\n{api}\n{operation}\n{place}\n{finding.key}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def preview(value: JSON) -> str:
    """Return a value as short one-line text."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
