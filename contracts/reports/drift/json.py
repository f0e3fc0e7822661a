"""A comparison for programs, as JSON.

New keys may be added; a change that breaks readers gets another `version`.
"""

import json

from contracts.results.drift.change import Change, Impact, SideEvidence
from contracts.results.drift.comparison import Drift
from openapi.json.types import JSON
from openapi.text.printable import printable_json

VERSION = 1


def render(drift: Drift, *, is_quiet: bool = False, is_whole: bool = False) -> str:  # noqa: ARG001 - as the text
    """Return a comparison as JSON."""
    text = json.dumps(as_json(drift), ensure_ascii=False, indent=2) + "\n"
    return printable_json(text.encode("utf-8", "replace").decode())


def as_json(drift: Drift) -> dict[str, JSON]:
    """Return a comparison as a JSON value."""
    return {
        "version": VERSION,
        "from": drift.a,
        "to": drift.b,
        "compared": drift.compared,
        "counts": {impact.value: drift.count(impact) for impact in Impact},
        "changes": [_change(change) for change in drift.changes],
        "notes": list(drift.notes),
    }


def _change(change: Change) -> dict[str, JSON]:
    return {
        "kind": change.kind,
        "impact": change.impact.value,
        "confidence": change.confidence.value,
        "operations": list(change.operations),
        "where": change.where,
        "pointer": change.pointer,
        "message": change.message,
        "from": _evidence(change.a),
        "to": _evidence(change.b),
    }


def _evidence(evidence: SideEvidence) -> dict[str, JSON]:
    witness = evidence.witness
    return {
        "says": evidence.says,
        "source": witness.source if witness else None,
        "request": (witness.request or None) if witness else None,
        "status": (witness.status or None) if witness else None,
        "body": (witness.body or None) if witness else None,
    }
