"""The command `mock-server faults`: lists the faults, with the checks that must detect each.

Only click is imported until the command runs.
"""

import json
from collections.abc import Iterable
from typing import Any

import click

from mock_server.cli import options
from openapi.command_line import DocumentPath, examples, text_or_json
from openapi.text.printable import printable_json, printable_lines

_KINDS = ("transport", "protocol", "contract", "pagination", "polling", "records")
_EVERY = "every operation"
_NEEDED = {
    "pagination": "no list has pages that the document describes",
    "polling": "no operation is polled",
    "records": "no write changes what a GET shows",
}


@click.command("faults", epilog=examples("mock-server faults --kind transport"))
@click.argument("documents", metavar="[FILE]...", nargs=-1, type=DocumentPath())
@options.documents("whose faults to list, like FILE")
@click.option("--api", default="", metavar="NAME", help="Only the faults of this API's responses.")
@click.option("--kind", type=click.Choice(_KINDS), help="Only the faults of this kind.")
@text_or_json
def faults(
    *,
    documents: options.Documents,
    api: str,
    kind: str | None,
    format: str,  # noqa: A002 - as the option is called
) -> None:
    """List the faults of FILEs, and the checks that must detect each.

    Without FILEs, those of the packaged documents. Request one with `Prefer: fault=NAME` or
    `?__fault=NAME`; `?__fault=none` disarms those of a session.
    """
    from mock_server.faults.fault_catalogue import Catalogue  # noqa: PLC0415 - keeps --help fast
    from mock_server.faults.model.fault import FaultKind  # noqa: PLC0415
    from openapi.errors import did_you_mean  # noqa: PLC0415

    with options.errors_shown("faults"):
        contracts = documents.load()
    apis = [contract.api for contract in contracts]
    if api and api not in apis:
        hint = did_you_mean(api, apis) or "."
        message = f"there is no API {api!r}{hint} Allowed: {', '.join(apis)}."
        raise click.BadParameter(message, param_hint="--api")
    catalogue = Catalogue(contracts)
    wanted = FaultKind(kind) if kind is not None else None
    # The text shows no side effects, the search for which takes most of the time.
    listed = catalogue.listed(api=api, kind=wanted, has_side_effects=format == "json")
    if format == "json":
        document = json.dumps(as_document(*listed), indent=2, ensure_ascii=False)
        click.echo(printable_json(document))
    elif lines := [*as_text(*listed)]:
        click.echo(printable_lines("\n".join(lines)))
    else:
        click.echo(_none_of(kind, api or ", ".join(apis)))


def _none_of(kind: str | None, apis: str) -> str:
    """Return the line of an empty list, which only a kind can make empty."""
    needed = _NEEDED.get(kind or "", "")
    return f"There are no faults of {kind} for {apis}{needed and f': {needed}'}."


def as_document(listed: Iterable[Any], broken_by_none: Iterable[Any]) -> dict[str, Any]:
    """Return the faults as a JSON document."""
    from mock_server.faults.fault_catalogue import fault_json, unbreakable_json  # noqa: PLC0415

    return {
        "version": 1,
        "faults": [fault_json(fault) for fault in listed],
        "unbreakable": [unbreakable_json(rule) for rule in broken_by_none],
    }


def as_text(listed: Iterable[Any], broken_by_none: Iterable[Any]) -> Iterable[str]:
    """Yield the faults as lines, grouped by kind and operation."""
    heading = ""
    for fault in listed:
        operation = " ".join(filter(None, [fault.api, fault.operation])) or _EVERY
        if heading != f"{fault.kind}: {operation}":
            yield from ([""] if heading else [])
            heading = f"{fault.kind}: {operation}"
            yield heading
        settings = "".join(f";{setting.name}={setting.default:g}" for setting in fault.settings)
        caught = f"  -> {', '.join(fault.detected_by)}" if fault.detected_by else ""
        yield f"  {fault.id}{settings}{caught}"
        yield f"      {fault.summary}"
    for number, rule in enumerate(broken_by_none):
        if number == 0:
            yield "\nrules that no response can violate"
        yield f"  {rule.rule}  ({rule.api} {rule.operation}): {rule.reason}"
