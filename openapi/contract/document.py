"""One API as a value: its operations, servers, credentials, complaints and discrepancies."""

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from functools import partial

from openapi.contract.messages import Location, MediaType
from openapi.contract.operations import Operation
from openapi.contract.rules import Rule, Severity
from openapi.contract.schemas import Source
from openapi.json.types import JSON
from openapi.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one of the contradicting places states."""

    says: str  # the statement, in our own words
    source: Source | None = None  # its citation


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayAction:
    """One change that a reading makes to the document."""

    pointer: str  # JSON pointer of the changed value
    action: str  # `merge` (RFC 7396), `set` or `remove`
    value: JSON = None  # the patch or the new value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a contradiction."""

    name: str  # short, kebab-case
    summary: str = ""  # one line for people
    overlay: tuple[OverlayAction, ...] = ()  # its changes, in order; none for what the YAML has


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A place where the documents contradict themselves or are silent."""

    id: str  # `<api>.<name>`
    number: str  # its number in the register, such as `P-1`
    title: str  # in our own words
    sides: tuple[Claim, ...]  # what each place states
    decision: str  # what the contract does, and why
    severity: Severity  # severity of the finding for a server that follows the other side
    default: str = ""  # name of the default reading; empty if there is only one
    readings: tuple[Reading, ...] = ()  # the selectable readings
    line: int = 0  # line of the entry in its file


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a client authenticates."""

    name: str  # its key in the document
    type: str  # `apiKey`, `http`, `oauth2` or `openIdConnect`
    scheme: str = ""  # the HTTP scheme, such as `bearer`; empty for an `apiKey`
    parameter: str = ""  # name of the header, query parameter or cookie of an `apiKey`
    location: Location = Location.HEADER  # where the `apiKey` is sent
    environment: str = ""  # the variable that holds the credential (`x-environment`), or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A documented server of the API."""

    url: str  # as the document writes it; may be relative
    description: str = ""  # in our own words
    is_production: bool = False  # whether it holds data of real customers (`x-production`)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTemplate:
    """The body of an API's error responses for which no example is documented (`x-refusal`)."""

    media_type: str  # media type of the body
    body: JSON  # the body, with placeholders at the pointers below
    status: str = ""  # JSON pointer to the status in the body, or empty; a number stays one
    title: str = ""  # JSON pointer to the reason phrase, or empty
    message: str = ""  # JSON pointer to the explanation, or empty


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One place of a document that does not follow its specification."""

    rule: str  # id of the broken requirement, kebab-case, such as `unknown-key`
    severity: Severity  # `warning` if the place is served nevertheless, `error` if not
    message: str  # what is wrong, one clause
    file: str  # name of the file
    pointer: str = ""  # JSON pointer of the place inside its file
    found: str = ""  # what is there; may be empty
    allowed: str = ""  # what is allowed there; may be empty
    hint: str = ""  # what to do, or how it was read; may be empty
    # Returns the line in the file, from 1: in a large file it is looked for when it is asked for.
    find_line: Callable[[], int] = field(default=partial(int, 1), compare=False, repr=False)

    @property
    def line(self) -> int:
        """Line in the file, from 1."""
        return self.find_line()

    def __str__(self) -> str:
        """Return `file:line: severity rule: message`, on one line."""
        return f"{self.file}:{self.line}: {self.severity} {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contract:
    """One API as its document describes it, under the chosen readings; equal to itself only."""

    api: str  # short name (`x-api`)
    title: str  # the document's title
    version: str  # the document's version
    file: str  # name of the file it was read from, for messages
    # The document tree with readings applied, files bundled (all `$ref`s are local), and mistakes
    # repaired or left out. OpenAPI keeps its version; Swagger 2.0 is OpenAPI 3.0.
    tree: Mapping[str, JSON] = field(repr=False)
    base_path: str = ""  # path of the first server, without a slash at the end, or empty
    servers: tuple[Server, ...] = ()  # as documented
    operations: tuple[Operation, ...] = ()  # in the order of the document
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)  # by name
    refusal: ErrorTemplate | None = None  # the template of error responses, if the document has one
    discrepancies: tuple[Discrepancy, ...] = ()  # the register's entries about this API
    chosen_readings: Mapping[str, str] = field(default_factory=dict)  # by id, defaults included
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)  # by JSON pointer, as read
    complaints: tuple[Complaint, ...] = field(default=(), repr=False)  # in the order of reading
    # Returns file and line of a value, of whichever file it is.
    locate: Callable[[str], tuple[str, int]] | None = field(default=None, repr=False, compare=False)
    # The operations by their id, filled when one is first looked for: there may be thousands.
    _by_id: dict[str, Operation] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def place(self, pointer: str) -> tuple[str, int]:
        """Return file and line of a value, or of the nearest one around it; line 0 without any."""
        return (self.file, 0) if self.locate is None else self.locate(pointer)

    def location(self, pointer: str) -> str:
        """Return `file:line` of a value, or of the nearest one around it."""
        file, line = self.place(pointer)
        return f"{file}:{line or 1}"

    def path_of(self, operation: Operation) -> str:
        """Return the whole path template of an operation, base path included."""
        own = operation.base_path
        return f"{self.base_path if own is None else own}{operation.path}"

    def operation(self, operation_id: str) -> Operation | None:
        """Return the operation with this id."""
        if not self._by_id:
            self._by_id.update((each.id, each) for each in reversed(self.operations))
        return self._by_id.get(operation_id)

    def with_media_types(self, change: Callable[[MediaType], MediaType]) -> "Contract":
        """Return the contract with every media type of an answer changed."""
        operations = []
        for operation in self.operations:
            responses = tuple(
                replace(each, media_types=tuple(map(change, each.media_types)))
                for each in operation.responses
            )
            operations.append(replace(operation, responses=responses))
        return replace(self, operations=tuple(operations))

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the contract once, in the order of the document."""
        found: dict[str, Rule] = {}
        for operation in self.operations:
            for response in operation.responses:
                for media in response.media_types:
                    found.update({binding.rule.id: binding.rule for binding in media.rules})
        return tuple(found.values())
