"""The report for programs, as JSON."""

import json

from contracts.results.merging.report_json import as_json
from contracts.results.report import Report
from openapi.text.printable import printable_json


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001 - as in Render
    """Return the report as JSON."""
    return printable_json(json.dumps(as_json(report), ensure_ascii=False, indent=2) + "\n")
