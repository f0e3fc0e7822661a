"""The causes that a report has, and those of them that no person has read yet."""

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any


def causes_of(report: Mapping[str, Any]) -> list[str]:
    """Return rule and place of every finding of severity error, each once, sorted."""
    errors = (each for each in report["findings"] if each["severity"] == "error")
    return sorted({_cause(each) for each in errors})


def unknown(found: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the causes that no pattern of the list covers."""
    return [each for each in found if not any(fnmatchcase(each, pattern) for pattern in known)]


def _cause(finding: Mapping[str, Any]) -> str:
    place = finding["pointer"] or ", ".join(finding.get("blamed") or ())
    return f"{finding['rule']} {place}".strip()
