"""The message at start-up: a link or a curl command for every operation and example."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mock_server.admin.contract_view.answers import listed_answers
from mock_server.admin.contract_view.example_requests import example_request
from mock_server.admin.document import ADMIN_DOCS
from mock_server.http.bodies.writing import body_without_value
from mock_server.http.preferences import CODE, QUERY_PREFIX
from mock_server.http.requests import CONSOLE, DOCS, INDEX
from mock_server.settings import Settings
from openapi.contract import Contract, Operation, Schema
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.text.printable import printable, printable_lines

if TYPE_CHECKING:
    from mock_server.answers.stateful.collections import Resources

_SCREEN_LINES = 40
_MOST_OPERATIONS = 50
_MOST_RECORDS = 5  # collections that are named


class _ExampleLine(NamedTuple):
    """A line of the list."""

    label: str  # the status and the name of the example
    command: str
    is_default: bool
    is_listed: bool  # whether it has a line of its own; else only its status is named
    derived: Schema | None = None  # the schema of a generated answer; None for another one


def startup_message(
    contracts: Sequence[Contract], settings: Settings, url: str, notes: Sequence[str] = ()
) -> str:
    """Return the text for a server at `url`; `notes` are lines of its end.

    If it is longer than a screen, only the default example of each operation is listed.
    """
    resources = _resources(contracts) if settings.is_stateful else None
    operations = [(contract, each) for contract in contracts for each in contract.operations]
    sections = [
        (contract, operation, [*_lines(contract, operation, settings, url, resources)])
        for contract, operation in operations[:_MOST_OPERATIONS]
    ]
    is_short = sum(_height(lines) for _, _, lines in sections) <= _SCREEN_LINES
    is_short = is_short and len(operations) <= _MOST_OPERATIONS
    shown = [
        (contract, operation, lines if is_short else [line for line in lines if line.is_default])
        for contract, operation, lines in sections
    ]
    if is_short:
        # In a long list this would take longer than the start itself.
        shown = [(c, o, [*map(_without_false_promise, lines)]) for c, o, lines in shown]
    listed = [line for _, _, lines in shown for line in lines if line.is_listed]
    width = max((len(line.label) for line in listed), default=0)
    names = ", ".join(contract.api for contract in contracts)
    text = [f"Serving {names} on {url}", ""]
    if settings.upstream is not None:
        text = [f"Forwarding to {settings.upstream}, judged by {names}, on {url}", ""]
    for contract, operation, lines in shown:
        text.append(f"{operation.method} {contract.path_of(operation)}")
        text += [f"  {line.label:<{width}}  {line.command}" for line in lines if line.is_listed]
        if others := [line.label for line in lines if not line.is_listed]:
            text.append(f"  also with ?{QUERY_PREFIX}{CODE}={', '.join(others)}")
        text.append("")
    if not is_short:
        hidden = len(operations) - _MOST_OPERATIONS
        more = f"{hidden} more operations, and examples" if hidden > 0 else "More examples"
        text += [f"{more}: {url}{DOCS}", ""]
    if resources is not None:
        notes = (_records_line(contracts, resources), *notes)
    text += [*_footer(contracts, settings, url), *notes, "Stop      Ctrl-C"]
    return printable_lines("\n".join(map(printable, text)))


def _footer(contracts: Sequence[Contract], settings: Settings, url: str) -> list[str]:
    lines = [f"Docs      {url}{DOCS}", f"Contract  {url}{INDEX}"]
    if settings.has_admin:
        lines = [f"Console   {url}{CONSOLE}", *lines, f"Admin     {url}{ADMIN_DOCS}"]
    if settings.is_auth_required:
        others = " (or any other)" if settings.accepts_any_credentials else ""
        lines.append(f"Token     {settings.auth_token}{others}")
    if settings.store:
        # Imported when it is needed: most mocks are alone. The address is shown without secrets.
        from mock_server.sessions.stores.address import parse_address  # noqa: PLC0415

        lines.append(f"Store     {parse_address(settings.store)}")
    if _are_rules_used(contracts, settings):
        # Imported when it is needed: few mocks evaluate rules.
        from openapi.rules.expressions import RULES_MISSING, can_evaluate  # noqa: PLC0415

        lines += [] if can_evaluate() else [f"Note      {RULES_MISSING}"]
    return lines


def _are_rules_used(contracts: Sequence[Contract], settings: Settings) -> bool:
    """Return whether the user expects rules to be evaluated: own ones, or those of answers."""
    is_expected = settings.specs or settings.upstream is not None or settings.is_dynamic
    return bool(is_expected) and any(
        media.rules
        for contract in contracts
        for operation in contract.operations
        for response in operation.responses
        for media in response.media_types
    )


def _resources(contracts: Sequence[Contract]) -> "Resources":
    # Imported when it is needed: most mocks have no records.
    from mock_server.answers.stateful.collections import Resources  # noqa: PLC0415

    return Resources(contracts)


def _records_line(contracts: Sequence[Contract], resources: "Resources") -> str:
    """Return the line that says what a stateful mock keeps."""
    found = (
        f"{contract.base_path}{paths.path}"
        for contract in contracts
        for paths in resources.paths_of(contract.api)
        if resources.built(paths) is not None
    )
    names = [*islice(found, _MOST_RECORDS + 1)]
    if not names:
        return (
            "Records   none: --stateful has no effect, since no two operations list, read or "
            "change the same records"
        )
    more = " and others" if len(names) > _MOST_RECORDS else ""
    return f"Records   {', '.join(names[:_MOST_RECORDS])}{more}"


def _lines(
    contract: Contract,
    operation: Operation,
    settings: Settings,
    url: str,
    resources: "Resources | None",
) -> Iterator[_ExampleLine]:
    values: Mapping[str, JSON] = {}
    if resources is not None:
        from mock_server.answers.stateful.collections import known_path_values  # noqa: PLC0415 - see above

        # A stateful mock answers 404 for unknown records.
        values = known_path_values(resources, operation)
    for answer in listed_answers(operation):
        if not answer.example and not answer.is_default:
            status = answer.response.status
            yield _ExampleLine(label=status, command="", is_default=False, is_listed=False)
            continue
        media = answer.response.media_type()
        command = _command(
            contract, operation, answer.preferences, settings, url, path_values=values
        )
        label = f"{answer.response.status} {answer.example or ('derived' if media else 'empty')}"
        is_derived = not answer.example and media is not None and body_without_value(media) is None
        yield _ExampleLine(
            label=f"{label} (default)" if answer.is_default else label,
            command=command,
            is_default=answer.is_default,
            is_listed=True,
            derived=media.schema if is_derived and media is not None else None,
        )


def _height(lines: Sequence[_ExampleLine]) -> int:
    """Return how many lines of a screen an operation takes."""
    listed = sum(line.is_listed for line in lines)
    return listed + (listed < len(lines)) + 2


def _without_false_promise(line: _ExampleLine) -> _ExampleLine:
    """Return a line; one whose answer cannot be generated says so."""
    if line.derived is None:
        return line
    try:
        generate_example(line.derived)
    except ValueError:
        return line._replace(label=line.label.replace("derived", "no value", 1))
    return line


def _command(  # noqa: PLR0913 - what a line depends on, each by name
    contract: Contract,
    operation: Operation,
    preferences: tuple[tuple[str, str], ...],
    settings: Settings,
    url: str,
    *,
    path_values: Mapping[str, JSON],
) -> str:
    """Return the line to paste; if no valid values can be generated, the reason."""
    token = settings.auth_token if settings.is_auth_required else ""
    try:
        request = example_request(
            contract, operation, preferences=preferences, token=token, path_values=path_values
        )
    except ValueError as error:
        return f"(no example request: {error})"
    return request.shell_line(url)
