"""The report for people as one HTML file: no network, no script from elsewhere.

Each finding shows the exchange beside the line of the contract that it breaks. Everything that
came from outside is escaped, and the page forbids itself to load anything.
"""

import json
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from html import escape

from contracts.exchange import Exchange, Headers
from contracts.finding import ReportedFinding
from contracts.report import ExitCode, OperationReport, Report
from openapi.contract import Severity

CONTEXT = 3
"""Lines of the contract around the one that is broken."""

MAX_SHOWN = 20_000
"""Characters of a body that are shown."""

_STYLE = """
:root{color-scheme:light dark}
:root{--line:#8884;--error:#c62828;--warning:#b26a00;--info:#1565c0;--good:#2e7d32}
body{font:15px/1.5 system-ui,sans-serif;margin:0 auto;max-width:1200px;padding:1.5rem}
h1{font-size:1.4rem;margin:0 0 .3rem}
h2{font-size:1.1rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:0}
.failed{color:var(--error)}.passed{color:var(--good)}
.filter{position:sticky;top:0;padding:.5rem 0;background:Canvas;border-bottom:1px solid var(--line)}
.filter label{margin-right:1rem}
article{border:1px solid var(--line);border-left:6px solid var(--line)}
article{border-radius:6px;margin:1rem 0;padding:.8rem 1rem}
article.error{border-left-color:var(--error)}article.warning{border-left-color:var(--warning)}
article.info{border-left-color:var(--info)}article.known{opacity:.7}
.meta{color:GrayText;font-size:.85rem}.message{font-size:1.05rem;margin:.3rem 0}
.sides{display:grid;grid-template-columns:minmax(0,1fr) minmax(0,1fr);gap:1rem}
@media(max-width:800px){.sides{grid-template-columns:minmax(0,1fr)}}
h4{font-size:.8rem;margin:.6rem 0 .2rem;color:GrayText;font-weight:600}
pre{background:#8881;border-radius:4px;padding:.5rem;margin:0}
pre{overflow:auto;max-height:24rem;font-size:12.5px;line-height:1.45}
pre mark{background:#ffd54f88;color:inherit;display:block}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;padding:.15rem .8rem .15rem 0;vertical-align:top}
td.fail,td.error{color:var(--error)}td.warning{color:var(--warning)}td.pass{color:var(--good)}
"""
_SCRIPT = """
const each = (what, then) => document.querySelectorAll(what).forEach(then);
each('.filter input', box => box.addEventListener('change', () =>
  each('article.' + box.value, found => { found.hidden = !box.checked; })));
"""


def render(report: Report, *, is_quiet: bool = False) -> str:  # noqa: ARG001  # one shape
    """Return the report as an HTML page."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    policy = f"default-src 'none'; style-src '{_hash(_STYLE)}'; script-src '{_hash(_SCRIPT)}'"
    is_well = report.exit_code is ExitCode.OK
    word = "passed" if is_well else "failed"
    yield "<!doctype html>"
    yield '<html lang="en"><head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>Contracts: {word}</title><style>{_STYLE}</style></head><body>"
    yield f'<h1>Contract check <span class="{word}">{word}</span></h1>'
    targets = ", ".join(f"{api} at {url}" for api, url in report.targets.items())
    yield f'<p class="meta">{escape(targets)} · profile {escape(report.profile)}, seed '
    yield f"{report.seed} · {report.tally.requests} requests · {report.seconds:.1f} s</p>"
    yield from _filter(report)
    if not report.findings:
        yield "<p>Nothing is wrong.</p>"
    for found in report.findings:
        yield from _finding(found, report)
    for title, lines in (("Vanished", report.vanished), ("Notes", report.notes)):
        if lines:
            yield f"<h2>{title}</h2><ul>"
            yield from (f"<li>{escape(line)}</li>" for line in lines)
            yield "</ul>"
    for operation in report.operations:
        yield from _operation(operation)
    yield f"<script>{_SCRIPT}</script></body></html>"


def _filter(report: Report) -> Iterator[str]:
    yield '<form class="filter">'
    for severity in Severity:
        count = sum(found.finding.severity is severity for found in report.findings)
        yield f'<label><input type="checkbox" value="{severity.value}" checked> '
        yield f"{severity.value} ({count})</label>"
    yield "</form>"


def _finding(found: ReportedFinding, report: Report) -> Iterator[str]:
    finding = found.finding
    known = " known" if found.known else ""
    yield f'<article class="{finding.severity.value}{known}" id="{escape(found.id)}">'
    place = f" at {finding.pointer}" if finding.pointer else ""
    yield f"<h3>{escape(f'{finding.severity.value}: {finding.rule}{place}')}</h3>"
    times = f" · seen {found.count} times" if found.count > 1 else ""
    put_up = f" · known {found.known}" if found.known else ""
    about = f"{found.api} {found.operation}{times} · {found.id}{put_up}"
    yield f'<div class="meta">{escape(about)}</div>'
    yield f'<p class="message">{escape(finding.message)}</p>'
    yield '<div class="sides"><div>'
    yield from _documented(found, report)
    yield "</div><div>"
    for step in found.steps:
        yield from _step(step, len(found.steps))
    if not found.steps and found.note:
        yield f"<h4>Case</h4><pre>{escape(found.note)}</pre>"
    yield "</div></div>"
    for title, text in (("See it again", _again(found)), ("Request", found.curl)):
        if text:
            yield f"<h4>{title}</h4><pre>{escape(text)}</pre>"
    yield "</article>"


def _again(found: ReportedFinding) -> str:
    return f"contracts replay {found.witness}" if found.witness else ""


def _documented(found: ReportedFinding, report: Report) -> Iterator[str]:
    finding = found.finding
    if finding.expected:
        yield f"<h4>Right would be</h4><pre>{escape(finding.expected)}</pre>"
    if finding.values:
        values = "\n".join(f"{name} = {value}" for name, value in finding.values)
        yield f"<h4>Found</h4><pre>{escape(values)}</pre>"
    name, _, line = finding.contract.partition(":")
    lines = report.lines_of(name)
    if lines and line.isdigit():
        yield f"<h4>The contract: {escape(finding.contract)}</h4><pre>"
        yield "".join(_excerpt(lines, int(line)))
        yield "</pre>"
    elif finding.contract:
        yield f"<h4>The contract</h4><pre>{escape(finding.contract)}</pre>"
    if finding.source:
        yield f"<h4>The documents</h4><pre>{escape(finding.source)}</pre>"
    if finding.discrepancy:
        ruling = f"{finding.discrepancy}: {finding.ruling}"
        yield f'<h4>The documents disagree</h4><p class="meta">{escape(ruling)}</p>'


def _excerpt(lines: tuple[str, ...], line: int) -> Iterator[str]:
    for number in range(max(line - CONTEXT, 1), min(line + CONTEXT, len(lines)) + 1):
        text = escape(f"{number:>5}  {lines[number - 1]}")
        yield f"<mark>{text}</mark>" if number == line else f"{text}\n"


def _step(step: Exchange, count: int) -> Iterator[str]:
    of = f" {step.number} of {count}" if count > 1 else ""
    request, response = step.request, step.response
    note = f" ({step.note})" if step.note else ""
    yield f"<h4>Request{of}{escape(note)}</h4>"
    yield f"<pre>{escape(f'{request.method} {request.target}')}\n{_headers(request.headers)}"
    yield f"{_body(request.body)}</pre>"
    if response is None:
        yield f"<h4>No answer</h4><pre>{escape(step.failure)}</pre>"
        return
    yield f"<h4>Answer, after {step.elapsed_seconds * 1000:.0f} ms</h4>"
    yield f"<pre>{escape(f'{response.status} {response.reason}')}\n{_headers(response.headers)}"
    yield f"{_body(response.body)}</pre>"


def _headers(headers: Headers) -> str:
    return escape("".join(f"{name}: {value}\n" for name, value in headers))


def _body(body: bytes) -> str:
    if not body:
        return ""
    text = body.decode("utf-8", "backslashreplace")
    with suppress(ValueError, RecursionError):  # What is no JSON is shown as it came.
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    shown = text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}\n…"
    return "\n" + escape(shown.encode("utf-8", "replace").decode())


def _operation(operation: OperationReport) -> Iterator[str]:
    head = f"{operation.api} {operation.id}  {operation.method} {operation.path}"
    yield f"<h2>{escape(head)}: {escape(operation.word)}</h2>"
    reason = operation.left_out or operation.unproved
    if reason:
        yield f'<p class="meta">{escape(reason)}</p>'
    if operation.verdicts:
        yield "<table>"
        for verdict in operation.verdicts:
            count = f"{verdict.passes} passed, {verdict.fails} failed" if not verdict.reason else ""
            yield f'<tr><td class="{escape(verdict.word)}">{escape(verdict.word)}</td>'
            yield f"<td>{escape(verdict.rule)}</td><td>{escape(count or verdict.reason)}</td></tr>"
        yield "</table>"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
