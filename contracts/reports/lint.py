"""Complaints about documents as text, JSON, SARIF 2.1.0 and annotations for GitHub."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from contracts.reports.platforms.github import COMMANDS, workflow_command
from openapi.contract import Complaint, Severity
from openapi.json.types import JSON
from openapi.text.facts import facts_text
from openapi.text.listing import counted
from openapi.text.printable import printable

_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

MAX_NOTES = 3  # notes that the text shows


def text(complaints: Sequence[Complaint], files: Sequence[str]) -> str:
    """Return a paragraph for each complaint; files, and the number of errors and warnings.

    A document may have hundreds of lists, so only the first notes are shown.
    """
    notes = [each for each in complaints if each.severity is Severity.INFO]
    hidden = notes[MAX_NOTES:]
    others = [each for each in complaints if each.severity is not Severity.INFO]
    shown = [*others, *notes[:MAX_NOTES]]
    paragraphs = [_paragraph(each) for each in shown]
    if hidden:
        paragraphs.append(f"{counted(len(hidden), 'more note')}: --format json lists all of them")
    counts = Counter(each.severity for each in complaints)
    errors = counted(counts[Severity.ERROR], "error")
    what = files[0] if len(files) == 1 else f"{len(files)} files"
    total = f"{printable(what)}: {errors}, {counted(counts[Severity.WARNING], 'warning')}"
    total += f", {counted(len(notes), 'note')}" if notes else ""
    return "\n".join([*paragraphs, total]) + "\n"


def _paragraph(complaint: Complaint) -> str:
    return facts_text(
        str(complaint),
        at=complaint.pointer,
        found=complaint.found,
        allowed=complaint.allowed,
        hint=complaint.hint,
    )


_FACTS = (
    "rule", "severity", "message", "file", "line", "pointer", "found", "allowed", "hint",
)  # fmt: skip


def as_json(complaints: Sequence[Complaint], _files: Sequence[str]) -> str:
    """Return a JSON object with the list of complaints."""
    rows = [{name: getattr(each, name) for name in _FACTS} for each in complaints]
    return json.dumps({"complaints": rows}, ensure_ascii=False, indent=2) + "\n"


def sarif(complaints: Sequence[Complaint], _files: Sequence[str]) -> str:
    """Return a SARIF 2.1.0 log of one run."""
    rules = [{"id": rule} for rule in dict.fromkeys(each.rule for each in complaints)]
    run = {
        "tool": {"driver": {"name": "contracts lint", "rules": rules}},
        "results": [_result(each) for each in complaints],
    }
    log = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _result(complaint: Complaint) -> dict[str, JSON]:
    facts = [complaint.message]
    facts += [f"found {complaint.found}"] if complaint.found else []
    facts += [f"allowed {complaint.allowed}"] if complaint.allowed else []
    facts += [complaint.hint] if complaint.hint else []
    return {
        "ruleId": complaint.rule,
        "level": _SARIF_LEVELS[complaint.severity],
        "message": {"text": "; ".join(facts)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": complaint.file},
                    "region": {"startLine": complaint.line},
                },
                "logicalLocations": [{"fullyQualifiedName": complaint.pointer}],
            }
        ],
    }


def github(complaints: Sequence[Complaint], _files: Sequence[str]) -> str:
    """Return one workflow command for each complaint."""
    return "".join(f"{_command(each)}\n" for each in complaints)


def _command(complaint: Complaint) -> str:
    facts = [complaint.message, complaint.pointer, complaint.hint]
    facts += [f"allowed: {complaint.allowed}"] if complaint.allowed else []
    place = {"file": complaint.file, "line": str(complaint.line), "title": complaint.rule}
    return workflow_command(COMMANDS[complaint.severity], place, "\n".join(filter(None, facts)))


RENDERERS: Mapping[str, Callable[[Sequence[Complaint], Sequence[str]], str]] = {
    "text": text,
    "json": as_json,
    "sarif": sarif,
    "github": github,
}
"""The functions that render the complaints about files, by format."""
