"""The values of `finding.html`: what the contract states, beside the exchanges."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from contracts.http.messages.exchange import Exchange, Headers
from contracts.reports.excerpts import ExcerptLine, excerpt
from contracts.reports.text_findings import OVERLAY_HINT, where
from contracts.results.finding import ReportedFinding
from contracts.results.report import Report
from openapi.text.printable import printable, printable_lines

CONTEXT = 4  # lines of the contract shown before and after the broken one
PAIR = 2  # two exchanges are compared with each other, so both are expanded
MAX_SHOWN = 20_000  # characters of a raw body that are shown


def finding_values(found: ReportedFinding, report: Report, *, is_open: bool) -> dict[str, Any]:
    """Return the values of one finding for the template, which escapes them."""
    finding = found.finding
    times = f" · seen {found.count} times" if found.count > 1 else ""
    accepted = f" · known {found.accepted}" if found.accepted else ""
    name, _, line = finding.contract.partition(":")
    lines = report.lines_of(name)
    return {
        "id": found.id,
        "severity": finding.severity.value,
        "confidence": finding.trust,
        "is_known": bool(found.accepted),
        "is_open": is_open,
        "rule": finding.rule,
        "place": f" at {finding.pointer}" if finding.pointer else "",
        "message": finding.message,
        "about": f"{found.api} {where(found)}{times}{accepted}",
        "documented": [*_documented(found)],
        "contract": finding.contract,
        "contract_lines": _contract_lines(lines, int(line)) if lines and line.isdecimal() else (),
        "ruling": f"{finding.discrepancy}: {finding.ruling}" if finding.discrepancy else "",
        "case": "" if found.exchanges else found.note,
        "steps": [*_steps(found)],
        "commands": [*_commands(found)],
    }


def _commands(found: ReportedFinding) -> Iterator[tuple[str, str]]:
    if found.witness:
        yield "Send it again", found.replay_command
    if found.curl:
        yield "The request as a curl line", found.curl
    yield "What the rule is based on", f"contracts explain {found.finding.rule}"


def _documented(found: ReportedFinding) -> Iterator[tuple[str, str]]:
    finding = found.finding
    if finding.expected:
        yield "Expected", finding.expected
    if finding.values:
        yield "Found", "\n".join(f"{name} = {value}" for name, value in finding.values)
    if finding.source:
        yield "Documented in", finding.source
    if finding.overlay:
        yield OVERLAY_HINT, finding.overlay
    if finding.blamed:
        yield "Provoked by", ", ".join(finding.blamed)
    if len(found.operations) > 1:
        rows = (f"{each.operation} ({each.count} times)" for each in found.occurrences)
        yield f"In {len(found.operations)} operations", "\n".join(rows)


def _contract_lines(lines: tuple[str, ...], line: int) -> tuple[ExcerptLine, ...]:
    return tuple(
        ExcerptLine(text=f"{number:>5}  {lines[number - 1]}", is_marked=number == line)
        for number in range(max(line - CONTEXT, 1), min(line + CONTEXT, len(lines)) + 1)
    )


def _steps(found: ReportedFinding) -> Iterator[dict[str, Any]]:
    pointers, count, main = _pointers(found), len(found.exchanges), _main_step(found)
    for step in found.exchanges:
        is_main = step.number == main
        yield {
            "is_main": is_main,
            "is_open": count == PAIR,
            "title": f"Request {step.number} of {count}: {_request_line(step)}",
            "of": f" {step.number} of {count}" if is_main and count > 1 else "",
            **_exchange(step, found.finding.pointer, pointers),
        }


def _main_step(found: ReportedFinding) -> int:
    """Return the place of the exchange that is wrong, from 1; the last if it is not known."""
    numbers, number = found.exchange_numbers, found.finding.exchange
    is_known = number in numbers and len(numbers) == len(found.exchanges)
    return numbers.index(number) + 1 if is_known else len(found.exchanges)


def _pointers(found: ReportedFinding) -> frozenset[str]:
    """Return the pointers to mark in the bodies: those of the finding and of its values."""
    finding = found.finding
    names = [name for name, _ in finding.values]
    place = finding.pointer if finding.pointer.startswith("/") else ""
    inner = [f"{place}/{name}" for name in names if name and not name.startswith("/")]
    whole = [name for name in names if name.startswith("/")]
    # If the finding names single values, mark those and not the whole object around them.
    return frozenset([*whole, *inner] or ([place] if place else []))


def _request_line(step: Exchange) -> str:
    return f"{step.request.method} {step.request.target}"


def _exchange(step: Exchange, pointer: str, pointers: frozenset[str]) -> dict[str, Any]:
    request, response = step.request, step.response
    values: dict[str, Any] = {
        "note": f" ({step.note})" if step.note else "",
        "request_line": _request_line(step),
        "request_headers": _headers(request.headers, pointer),
        "request_body": _as_received(request.body),
        "failure": None,
    }
    if response is None:
        return {**values, "failure": step.failure}
    lines = excerpt(response.body.decode("utf-8", "backslashreplace"), pointers)
    return {
        **values,
        "milliseconds": f"{step.elapsed_seconds * 1000:.0f}",
        "status_line": f"{response.status} {response.reason}",
        "response_headers": _headers(response.headers, pointer),
        "framing_errors": response.framing_errors,
        "raw": _as_received(response.body),
        "excerpt": None if lines is None else _printable(lines),
        "is_excerpt_shorter": any(line.is_ellipsis for line in lines or ()),
    }


def _headers(headers: Headers, name: str) -> Sequence[ExcerptLine]:
    """Return headers, the one of this name marked."""
    marked = name.lower()
    return _printable(
        [ExcerptLine(text=f"{n}: {value}", is_marked=n.lower() == marked) for n, value in headers]
    )


def _printable(lines: Sequence[ExcerptLine]) -> Sequence[ExcerptLine]:
    return [replace(line, text=printable(line.text)) for line in lines]


def _as_received(body: bytes) -> str:
    text = body.decode("utf-8", "backslashreplace")
    more = f"\n… {len(text) - MAX_SHOWN} more characters" if len(text) > MAX_SHOWN else ""
    return printable_lines(f"{text[:MAX_SHOWN]}{more}")
