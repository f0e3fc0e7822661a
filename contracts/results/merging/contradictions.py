"""Refuses a report of which a part was cut out: what it says of itself is worse than what it has.

A merge is made of operations and findings. Without this a report on a failed run, from which what
failed is missing, would be merged as one that passed.
"""

from contracts.results.merging.members import Members
from contracts.results.report import Report
from openapi.contract import Severity

ALWAYS = ("verdict", "exit_code", "targets", "operations", "findings", "documents")
"""Members without which a report says nothing that could be proved."""


def refuse_contradictions(root: Members, report: Report) -> None:
    """Do nothing if a report is as bad as it says, and has each operation once.

    `root` has the members of its JSON.

    Raises:
        OptionError: A member is missing or contradicts another one; the message has its pointer.
    """
    root.require(*ALWAYS)
    seen: dict[tuple[str, str], int] = {}
    labels = report.labels()
    for index, about in enumerate(root.each("operations")):
        operation, label = report.operations[index], labels[index]
        about.require("verdict", "rules")
        # Reports of earlier versions do not count warnings of a strict run here.
        if about.get("verdict") not in (label, operation.label_for((Severity.ERROR,))):
            allowed = f'"{label}", as its rules say'
            raise about.error(allowed, repr(about.get("verdict")), "verdict")
        first = seen.setdefault((operation.api, operation.id), index)
        if first != index:
            named = f"{operation.api} {operation.id} again"
            raise about.error(f"each operation once; it is at /operations/{first}", named)
    _refuse_worse(root, report)


def _refuse_worse(root: Members, report: Report) -> None:
    """Refuse a report whose own verdict or exit code its contents do not explain."""
    code, stated = int(report.exit_code), root.count("exit_code")
    cut = "as its operations and findings say; were some cut out?"
    if stated not in {0, code}:
        raise root.error(f"{code}, {cut}", str(stated), "exit_code")
    verdict = root.get("verdict")
    if verdict not in ("pass", "fail"):
        raise root.error("pass or fail", repr(verdict), "verdict")
    if verdict == "fail" and not code:
        raise root.error(f"pass, {cut}", "fail", "verdict")
    if not report.findings and "fail" in report.labels():
        raise root.error("what failed in its operations; was it cut out?", "none", "findings")
