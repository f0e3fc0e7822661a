"""The message at start-up: a link or a curl command for every operation and example."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mock_server.admin.contract_view.answers import listed_answers
from mock_server.admin.contract_view.example_requests import ExampleRequest, example_request
from mock_server.admin.document import ADMIN_DOCS
from mock_server.http.bodies.writing import body_without_value
from mock_server.http.preferences import CODE, QUERY_PREFIX
from mock_server.http.requests import CONSOLE, DOCS, INDEX
from mock_server.http.responses import has_no_body
from mock_server.settings import Settings
from openapi.contract import Contract, Operation, Schema
from openapi.json.types import JSON
from openapi.schema.examples import generate_example
from openapi.text.printable import printable, printable_lines

if TYPE_CHECKING:
    from mock_server.answers.stateful.collections import Resources

_SCREEN_LINES = 40
_COLUMNS = 100  # of a screen
_MOST_LISTED = 40  # operations that have a line
_MOST_RECORDS = 5  # collections that are named


class _ExampleLine(NamedTuple):
    """A line of the list."""

    label: str  # the status and the name of the example
    command: str
    address: str  # that of the request
    is_default: bool
    is_listed: bool  # whether it has a line of its own; else only its status is named
    derived: Schema | None = None  # the schema of a generated answer; None for another one


class _Section(NamedTuple):
    """An operation with its lines."""

    contract: Contract
    operation: Operation
    lines: list[_ExampleLine]

    @property
    def title(self) -> str:
        return f"{self.operation.method} {self.contract.path_of(self.operation)}"

    @property
    def address(self) -> str:
        """The address of the default answer; the path if no valid request can be made."""
        path = self.contract.path_of(self.operation)
        return next((line.address for line in self.lines if line.is_default), path)

    @property
    def screen_lines(self) -> int:
        """How many lines of a screen it takes, those of long commands included."""
        return 2 + sum(1 + len(line.command) // _COLUMNS for line in self.lines)

    def of_default(self) -> "_Section":
        """Return it with the default answer alone."""
        return self._replace(lines=[line for line in self.lines if line.is_default])


def startup_message(
    contracts: Sequence[Contract], settings: Settings, url: str, notes: Sequence[str] = ()
) -> str:
    """Return the text for a server at `url`; `notes` are lines of its end.

    If it is longer than a screen, only the default example of each operation is listed; if it is
    longer still, the address of each.
    """
    resources = _resources(contracts) if settings.is_stateful else None
    operations = [(contract, each) for contract in contracts for each in contract.operations]
    sections = [
        _Section(contract, operation, [*_lines(contract, operation, settings, url, resources)])
        for contract, operation in operations[:_MOST_LISTED]
    ]
    hidden = len(operations) - len(sections)
    names = ", ".join(contract.api for contract in contracts)
    count = f", {len(operations)} operations," if hidden else ""
    text = [f"Serving {names}{count} on {url}", ""]
    if settings.upstream is not None:
        text = [f"Forwarding to {settings.upstream}, judged by {names}, on {url}", ""]
    text += _list(sections, hidden, f"{url}{CONSOLE if settings.has_admin else DOCS}")
    if resources is not None:
        notes = (_records_line(contracts, resources), *notes)
    text += [*_footer(contracts, settings, url), *notes, "Stop      Ctrl-C"]
    return printable_lines("\n".join(map(printable, text)))


def _list(sections: Sequence[_Section], hidden: int, place: str) -> Iterator[str]:
    """Yield what can be asked for; at `place` is the rest."""
    defaults = [each.of_default() for each in sections]
    if not hidden and sum(_height(each.lines) for each in sections) <= _SCREEN_LINES:
        # In a long list this would take longer than the start itself.
        lines = [
            each._replace(lines=[*map(_without_false_promise, each.lines)]) for each in sections
        ]
        yield from _paragraphs(lines)
    elif not hidden and sum(each.screen_lines for each in defaults) <= 2 * _SCREEN_LINES:
        yield from _paragraphs(defaults)
        yield from (f"More examples: {place}", "")
    else:
        yield from (f"{each.operation.method:<7} {each.address}" for each in sections)
        more = f"{hidden} more operations, and requests" if hidden else "Requests"
        yield from ("", f"{more} to copy: {place}", "")


def _paragraphs(sections: Sequence[_Section]) -> Iterator[str]:
    listed = [line for each in sections for line in each.lines if line.is_listed]
    width = max((len(line.label) for line in listed), default=0)
    for each in sections:
        yield each.title
        yield from (
            f"  {line.label:<{width}}  {line.command}" for line in each.lines if line.is_listed
        )
        if others := [line.label for line in each.lines if not line.is_listed]:
            yield f"  also with ?{QUERY_PREFIX}{CODE}={', '.join(others)}"
        yield ""


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
    path = contract.path_of(operation)
    for answer in listed_answers(operation):
        if not answer.example and not answer.is_default:
            status = answer.response.status
            yield _ExampleLine(
                label=status, command="", address="", is_default=False, is_listed=False
            )
            continue
        media = answer.response.media_type()
        if answer.response.status.isdigit() and has_no_body(int(answer.response.status)):
            media = None
        request = _request(contract, operation, answer.preferences, settings, values)
        label = f"{answer.response.status} {answer.example or ('derived' if media else 'empty')}"
        is_derived = not answer.example and media is not None and body_without_value(media) is None
        yield _ExampleLine(
            label=f"{label} (default)" if answer.is_default else label,
            command=request if isinstance(request, str) else request.shell_line(url),
            address=path if isinstance(request, str) else f"{url}{request.target}",
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


def _request(
    contract: Contract,
    operation: Operation,
    preferences: tuple[tuple[str, str], ...],
    settings: Settings,
    path_values: Mapping[str, JSON],
) -> ExampleRequest | str:
    """Return the request to paste; if no valid values can be generated, the reason."""
    token = settings.auth_token if settings.is_auth_required else ""
    try:
        return example_request(
            contract, operation, preferences=preferences, token=token, path_values=path_values
        )
    except ValueError as error:
        return f"(no example request: {error})"
