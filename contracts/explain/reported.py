"""Explains a finding of a report: what was found, how it shows, and how to see it again."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from contracts.errors import OptionError
from contracts.results.finding import replay_command
from openapi.errors import did_you_mean
from openapi.json.parsing import JsonError, parse_json
from openapi.json.types import JSON

MAX_BYTES = 64 * 1024 * 1024  # bytes of a report that is read
SHORTEST = 4  # characters of an id that are enough if they are of one finding only

MOST_STEPS, MOST_TEXT = 10, 500
"""Exchanges that are listed, and characters of a text that are shown."""


def finding_in(path: Path, name: str) -> Mapping[str, JSON]:
    """Return the finding with an id, or with a beginning of one, in a JSON report.

    Raises:
        OptionError: The file is no report, or has no such finding.
    """
    findings = _findings(path)
    matching = [each for each in findings if str(each["id"]).startswith(name)]
    exact = [each for each in matching if each["id"] == name]
    if exact or (len(matching) == 1 and len(name) >= SHORTEST):
        return (exact or matching)[0]
    ids = [str(each["id"]) for each in findings]
    if matching:
        shown = ", ".join(str(each["id"]) for each in matching[:MOST_STEPS])
        raise OptionError(
            f"{name!r} is the beginning of {len(matching)} findings, or too short",
            where="argument ID",
            found=shown,
            allowed=f"the id of one finding, or at least {SHORTEST} characters of it",
        )
    raise OptionError(
        f"the report has no finding {name!r}{did_you_mean(name, ids)}",
        where=str(path),
        found=f"{len(ids)} findings",
        hint="each finding of a report has its id behind its message",
    )


def explain_finding(found: Mapping[str, JSON]) -> str:
    """Return what a report says about a finding, as text."""
    return "\n".join(_lines(found))


def _findings(path: Path) -> Sequence[Mapping[str, JSON]]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _no_report(path, f"more than {MAX_BYTES >> 20} MiB")
        report = parse_json(path.read_bytes(), max_bytes=MAX_BYTES)
    except OSError as error:
        raise _no_report(path, error.strerror or type(error).__name__) from error
    except JsonError as error:
        raise _no_report(path, error.reason) from error
    found = report.get("findings") if isinstance(report, Mapping) else None
    if not isinstance(found, list):
        raise _no_report(path, "no findings")
    return [each for each in found if isinstance(each, Mapping) and isinstance(each.get("id"), str)]


def _no_report(path: Path, found: str) -> OptionError:
    return OptionError(
        "this file is no report",
        where=str(path),
        found=found,
        allowed="a report in JSON, as `contracts check --report json=FILE` writes it",
    )


def _lines(found: Mapping[str, JSON]) -> Iterator[str]:
    text = {name: _text(value) for name, value in found.items()}
    yield f"{text['id']}  ({text.get('severity', '')}, {text.get('confidence', '')})"
    yield f"  {text.get('message', '')}"
    values = found.get("values")
    rows = {
        "rule": text.get("rule", ""),
        "where": " ".join(filter(None, [text.get("operation"), text.get("pointer")])),
        "found": ", ".join(f"{name} = {value}" for name, value in values.items())
        if isinstance(values, Mapping)
        else "",
        "expected": text.get("expected", ""),
        "source": text.get("source", ""),
        "contract": text.get("contract", ""),
        "ruling": text.get("ruling", ""),
        "overlay": text.get("overlay", ""),
        "case": text.get("case", ""),
        "count": text.get("count", ""),
        "known": text.get("known", ""),
    }
    for name, shown in rows.items():
        if shown:
            yield f"  {name:<9} {' '.join(shown.split())[:MOST_TEXT]}"
    yield from _shown(found)


def _shown(found: Mapping[str, JSON]) -> Iterator[str]:
    """Yield the exchanges that show it, and the commands that send them again."""
    steps = found.get("exchanges")
    for step in (steps if isinstance(steps, list) else [])[:MOST_STEPS]:
        yield f"  shown by  {_step(step)}"
    if found.get("curl"):
        yield f"  curl      {_text(found['curl'])}"
    if found.get("witness"):
        options = found.get("replay_options")
        words = map(_text, options if isinstance(options, list) else [])
        yield f"  again     {replay_command(_text(found['witness']), words)}"
    else:
        yield "  again     write a witness with: contracts check … --witnesses FOLDER"


def _step(step: JSON) -> str:
    request = step.get("request") if isinstance(step, Mapping) else None
    response = step.get("answer") if isinstance(step, Mapping) else None
    asked = request if isinstance(request, Mapping) else {}
    status = _text(response.get("status")) if isinstance(response, Mapping) else "no answer"
    line = f"{_text(asked.get('method'))} {_text(asked.get('target'))}"
    return f"{line[:MOST_TEXT]}  {status}"


def _text(value: JSON) -> str:
    return "" if value is None else str(value)
