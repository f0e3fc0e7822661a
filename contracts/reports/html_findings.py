"""A finding as HTML: what the contract says on one side, the exchange that breaks it on the other.

Everything that came from outside is escaped here.
"""

import shlex
from collections.abc import Iterator, Sequence
from html import escape

from contracts.http.messages.exchange import Exchange, Headers
from contracts.reports.excerpts import ExcerptLine, excerpt
from contracts.results.finding import ReportedFinding
from contracts.results.report import Report
from openapi.text.printable import printable, printable_lines

CONTEXT = 4
"""Lines of the contract around the one that is broken."""

PAIR = 2
"""Exchanges that are compared, and both open."""

MAX_SHOWN = 20_000
"""Characters of a body that are shown as they came."""


def finding_html(found: ReportedFinding, report: Report, *, is_open: bool) -> Iterator[str]:
    """Yield the HTML of one finding."""
    finding = found.finding
    severity = finding.severity.value
    known = " data-known" if found.accepted else ""
    yield f'<article id="{escape(found.id)}" data-severity="{severity}"{known}>'
    yield f"<details{' open' if is_open else ''}><summary>"
    yield f'<span class="word {severity}">{severity}</span>'
    place = f" at {finding.pointer}" if finding.pointer else ""
    yield f'<span class="rule">{escape(finding.rule)}</span>{escape(place)}'
    yield f'<span class="message">{escape(finding.message)}</span>'
    times = f" · seen {found.count} times" if found.count > 1 else ""
    put_up = f" · known {found.accepted}" if found.accepted else ""
    about = f"{found.api} {found.operation}{times}{put_up}"
    yield f'<span class="dim">{escape(about)}</span></summary><div class="inside">'
    yield '<div class="sides"><section>'
    yield from _documented(found, report)
    yield "</section><section>"
    yield from _exchanges(found)
    yield "</section></div>"
    for title, text in _commands(found):
        yield f"<h3>{title}</h3><pre>{escape(text)}</pre>"
    yield f'<p class="dim"><a href="#{escape(found.id)}">{escape(found.id)}</a></p>'
    yield "</div></details></article>"


def _commands(found: ReportedFinding) -> Iterator[tuple[str, str]]:
    if found.witness:
        yield "See it again", f"contracts replay {shlex.quote(found.witness)}"
    if found.curl:
        yield "The request as a curl line", found.curl
    yield "What the rule rests on", f"contracts explain {found.finding.rule}"


def _documented(found: ReportedFinding, report: Report) -> Iterator[str]:
    finding = found.finding
    if finding.expected:
        yield f"<h3>Right would be</h3><pre>{escape(finding.expected)}</pre>"
    if finding.values:
        values = "\n".join(f"{name} = {value}" for name, value in finding.values)
        yield f"<h3>Found</h3><pre>{escape(values)}</pre>"
    if finding.source:
        yield f"<h3>Documented in</h3><pre>{escape(finding.source)}</pre>"
    name, _, line = finding.contract.partition(":")
    lines = report.lines_of(name)
    if lines and line.isdecimal():
        shown = "".join(_contract_lines(lines, int(line)))
        yield f"<h3>The contract, {escape(finding.contract)}</h3><pre>{shown}</pre>"
    elif finding.contract:
        yield f"<h3>The contract</h3><pre>{escape(finding.contract)}</pre>"
    if finding.discrepancy:
        ruling = f"{finding.discrepancy}: {finding.ruling}"
        yield f"<h3>The documents disagree</h3><p>{escape(ruling)}</p>"


def _contract_lines(lines: tuple[str, ...], line: int) -> Iterator[str]:
    for number in range(max(line - CONTEXT, 1), min(line + CONTEXT, len(lines)) + 1):
        text = escape(f"{number:>5}  {lines[number - 1]}")
        yield f"<mark>{text}</mark>" if number == line else f"{text}\n"


def _exchanges(found: ReportedFinding) -> Iterator[str]:
    if not found.exchanges and found.note:
        yield f"<h3>Case</h3><pre>{escape(found.note)}</pre>"
    pointers, count, main = _pointers(found), len(found.exchanges), _main_step(found)
    for step in found.exchanges:
        if step.number == main:
            yield from _exchange_html(step, count, found, pointers)
            continue
        request = f"Request {step.number} of {count}: {_request_line(step)}"
        is_open = " open" if count == PAIR else ""
        yield f"<details{is_open}><summary>{escape(request)}</summary>"
        yield from _exchange_html(step, 1, found, pointers)
        yield "</details>"


def _main_step(found: ReportedFinding) -> int:
    """Return the number of the exchange that is wrong; the last where that is not told."""
    number = found.finding.exchange
    is_told = number in found.exchange_numbers and len(found.exchange_numbers) == len(
        found.exchanges
    )
    return found.exchange_numbers.index(number) + 1 if is_told else len(found.exchanges)


def _pointers(found: ReportedFinding) -> frozenset[str]:
    """Return what is marked in the bodies: the place of the finding, and of its values."""
    finding = found.finding
    names = [name for name, _ in finding.values]
    place = finding.pointer if finding.pointer.startswith("/") else ""
    inner = [f"{place}/{name}" for name in names if name and not name.startswith("/")]
    whole = [name for name in names if name.startswith("/")]
    # Where single values are named, the whole thing that they stand in is not marked as well.
    return frozenset([*whole, *inner] or ([place] if place else []))


def _request_line(step: Exchange) -> str:
    return f"{step.request.method} {step.request.target}"


def _exchange_html(
    step: Exchange, count: int, found: ReportedFinding, pointers: frozenset[str]
) -> Iterator[str]:
    of = f" {step.number} of {count}" if count > 1 else ""
    request, response = step.request, step.response
    note = f" ({step.note})" if step.note else ""
    head = _headers(request.headers, found.finding.pointer)
    sent = f"\n{_as_it_came(request.body)}" if request.body else ""
    yield f"<h3>Request{of}{escape(note)}</h3>"
    yield f"<pre>{escape(_request_line(step))}\n{head}{sent}</pre>"
    if response is None:
        yield f"<h3>No answer</h3><pre>{escape(step.failure)}</pre>"
        return
    head = _headers(response.headers, found.finding.pointer)
    yield f"<h3>Answer, after {step.elapsed_seconds * 1000:.0f} ms</h3>"
    yield f"<pre>{escape(f'{response.status} {response.reason}')}\n{head}</pre>"
    for fault in response.framing_errors:
        yield f'<p class="error">{escape(fault)}</p>'
    yield from _body(response.body, pointers)


def _headers(headers: Headers, name: str) -> str:
    """Return headers, the one of this name marked."""
    marked = name.lower()
    lines = (
        ExcerptLine(text=f"{n}: {value}", is_marked=n.lower() == marked) for n, value in headers
    )
    return _lines(tuple(lines))


def _body(body: bytes, pointers: frozenset[str]) -> Iterator[str]:
    if not body:
        return
    lines = excerpt(body.decode("utf-8", "backslashreplace"), pointers)
    raw = _as_it_came(body)
    if lines is None:
        yield f"<h3>Body</h3><pre>{raw}</pre>"
        return
    yield f"<h3>Body</h3><pre>{_lines(lines)}</pre>"
    if any(line.is_ellipsis for line in lines):
        yield '<details><summary class="dim">The body as it came</summary>'
        yield f"<pre>{raw}</pre></details>"


def _as_it_came(body: bytes) -> str:
    text = body.decode("utf-8", "backslashreplace")
    more = f"\n… {len(text) - MAX_SHOWN} more characters" if len(text) > MAX_SHOWN else ""
    return escape(printable_lines(f"{text[:MAX_SHOWN]}{more}"))


def _lines(lines: Sequence[ExcerptLine]) -> str:
    return "".join(map(_line, lines))


def _line(line: ExcerptLine) -> str:
    text = escape(printable(line.text))
    if line.is_marked:
        return f"<mark>{text}</mark>"
    return f'<span class="gap">{text}</span>\n' if line.is_ellipsis else f"{text}\n"
