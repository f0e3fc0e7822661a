"""The contract as values: operations, parameters, answers, examples and rules.

Frozen data and questions about it, nothing else: no file is read and no expression is judged
here. `openapi.loading.document` makes these values from YAML.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from openapi.json.identity import IdentityKey
from openapi.json.types import JSON

JSON_STYLE = "json"
"""Style of a parameter that is described by `content`: its text is JSON."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that read and change nothing (RFC 9110, 9.2.1), less TRACE."""


class Basis(StrEnum):
    """How a value of the contract is known."""

    DOCUMENTED = "documented"
    EXAMPLE = "example"
    INFERRED = "inferred"
    UPSTREAM = "upstream"
    PLACEHOLDER = "placeholder"


class Severity(StrEnum):
    """How much a broken rule matters: only `error` fails a run."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Location(StrEnum):
    """Where a parameter travels."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where in the documents a value stands.

    Attributes:
        basis: How it is known.
        document: Key of the page in `sources.yaml`; empty when no page says it.
        lines: Inclusive line ranges, counted from 1.
        facts: Literal texts that stand in these lines.
        note: Where else it comes from, in our own words.
    """

    basis: Basis
    document: str = ""
    lines: tuple[tuple[int, int], ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""

    def __str__(self) -> str:
        """Return `placewise 124 (documented)`, the way findings cite it."""
        spans = ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in self.lines)
        return f"{' '.join(filter(None, [self.document, spans]))} ({self.basis})".strip()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Schema:
    """A schema of the document, with the definitions its references point to.

    Two are equal where they are of the very same place of the same tree, so one can be a key.

    Attributes:
        definition: The schema object as JSON Schema 2020-12 (OpenAPI 3.1) writes it, whatever the
            version of the document; local `$ref`s are kept, and nothing that counts is beside one.
        pointer: JSON pointer of the schema in the document.
        root: The whole document tree in that dialect, in which local `$ref`s are looked up.
    """

    definition: Mapping[str, JSON]
    pointer: str
    root: Mapping[str, JSON] = field(repr=False)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Schema)
            and self.definition is other.definition
            and self.root is other.root
        )

    def __hash__(self) -> int:
        return hash(IdentityKey(self.definition))


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes of an example, made in this order.

    Attributes:
        values: The value set at each JSON pointer; the parents of the place exist.
        removed: JSON pointers of the places taken away.
    """

    values: Mapping[str, JSON] = field(default_factory=dict)
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenExample:
    """A documented example of an answer, changed so that it breaks one rule (`broken`).

    Attributes:
        example: Name of the example.
        later: Changes of the body; for a transition rule, of the later of two bodies.
        earlier: Changes of the earlier body of a transition rule.
        request: Typed parameters by `path`, `query` and `header` (lower-case names).
    """

    example: str
    later: Changes = Changes()
    earlier: Changes = Changes()
    request: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A CEL expression that is true of every healthy body.

    Attributes:
        id: `<api>.<name>`, unique in its document.
        expression: The CEL text.
        message: A sentence that is true when the rule holds.
        severity: What breaking it means.
        rule_set: Name of the opt-in set the rule belongs to; empty for the rules always judged.
        discrepancy: Id of the register entry the rule belongs to, or empty.
        required_fields: Keys of `self` without which the rule is not exercised.
        is_transition: Whether it compares two answers about the same thing (`oldSelf`).
        source: Where the rule comes from.
        pointer: JSON pointer of the rule in the document.
        line: Line of the rule in its file, from 1.
        broken: An example that breaks it, if the document has one.
    """

    id: str
    expression: str
    message: str
    severity: Severity
    rule_set: str = ""
    discrepancy: str = ""
    required_fields: tuple[str, ...] = ()
    is_transition: bool = False
    source: Source | None = None
    pointer: str = ""
    line: int = 0
    broken: BrokenExample | None = field(default=None, compare=False)


class PathWildcard(StrEnum):
    """A step from a value to all its children, where a key names just one."""

    ITEMS = "*items"
    VALUES = "*values"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBinding:
    """A rule and the way from a body to the values it judges.

    Attributes:
        rule: The rule.
        path: Object keys, or a `Step` for every item of an array or every value of a map.
        schema: The schema that the rule stands on.
    """

    rule: Rule
    path: tuple[str | PathWildcard, ...]
    schema: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A named example of a body.

    Attributes:
        name: Its key under `examples`.
        value: The body, a JSON value.
        summary: One line for people.
        source: Where it stands; basis `placeholder` exempts it from schema and rules.
        pointer: JSON pointer of the example in the document.
    """

    name: str
    value: JSON
    summary: str = ""
    source: Source | None = None
    pointer: str = ""

    @property
    def is_placeholder(self) -> bool:
        """Whether the documents show it without meaning it."""
        return self.source is not None and self.source.basis is Basis.PLACEHOLDER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaType:
    """One representation of an answer or a request body; equal to itself only.

    Attributes:
        name: Such as `application/json`.
        schema: Its schema, if it has one.
        examples: In the order of the document.
        default_example: Name of the example that is given unasked; empty without examples.
        rules: Every rule found in the schema, with its way from the body.
    """

    name: str
    schema: Schema | None
    examples: tuple[Example, ...] = ()
    default_example: str = ""
    rules: tuple[RuleBinding, ...] = ()

    def example(self, name: str = "") -> Example | None:
        """Return the example called `name`, or the default one."""
        wanted = name or self.default_example
        return next((example for example in self.examples if example.name == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an operation, or a header of an answer.

    Attributes:
        name: As the document writes it (`page[offset]`).
        location: Where it travels.
        is_required: Whether a request without it is refused.
        schema: What its value must be.
        example: A valid value (JSON, typed), or None.
        examples: Every documented valid value, the first one included.
        style: OpenAPI's serialisation style; `json` where the text is JSON (`content`).
        explode: Whether array items are repeated parameters.
        description: In our own words.
        source: Where it stands.
        environment: Environment variable that holds a live value (`x-environment`), or empty.
        pointer: JSON pointer in the document.
    """

    name: str
    location: Location
    is_required: bool
    schema: Schema
    example: JSON = None
    examples: tuple[JSON, ...] = ()
    style: str = "form"
    explode: bool = True
    description: str = ""
    source: Source | None = None
    environment: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What an operation answers with one status.

    Attributes:
        status: `200`, a range such as `4XX`, or `default`.
        description: In our own words.
        media_types: Its representations; none for an answer without a body.
        headers: The documented headers.
        source: Where it stands.
        pointer: JSON pointer in the document.
    """

    status: str
    description: str
    media_types: tuple[MediaType, ...] = ()
    headers: tuple[Parameter, ...] = ()
    source: Source | None = None
    pointer: str = ""

    def media_type(self, name: str = "") -> MediaType | None:
        """Return the representation called `name`, or the first one."""
        if not name:
            return self.media_types[0] if self.media_types else None
        return next((media for media in self.media_types if media.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """What an operation takes as a body.

    Attributes:
        is_required: Whether a request without a body is refused.
        media_types: The accepted representations.
    """

    is_required: bool
    media_types: tuple[MediaType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pagination:
    """How an operation pages (`x-pagination`).

    Attributes:
        offset: Query parameter that counts records to skip.
        limit: Query parameter that bounds the records of a page.
        items: JSON pointer to the list in the body.
        key: JSON pointer to an item's identity, inside the item.
        page_size: Records per page when no limit is sent.
        links: JSON pointer to the links object, or empty.
    """

    offset: str
    limit: str
    items: str
    key: str
    page_size: int
    links: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """How a thing is followed over time (`x-polling`).

    Attributes:
        terminal_expression: CEL expression over the thing, true when it will not change any more.
        identity: Parameters that name the thing, when it is the whole body.
        items: JSON pointer to the list of things, when the body lists them.
        key: JSON pointer to a thing's identity, inside the thing.
    """

    terminal_expression: str
    identity: tuple[str, ...] = ()
    items: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a client proves who it is.

    Attributes:
        name: Its key in the document.
        type: `apiKey`, `http`, `oauth2` or `openIdConnect`.
        scheme: The HTTP scheme, such as `bearer`; empty for keys.
        parameter: Name of the header, query parameter or cookie of an `apiKey`.
        location: Where the `apiKey` travels.
        environment: Environment variable that holds the credential (`x-environment`), or empty.
    """

    name: str
    type: str
    scheme: str = ""
    parameter: str = ""
    location: Location = Location.HEADER
    environment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A place where the API is said to live.

    Attributes:
        url: As the document writes it; may be relative.
        description: In our own words.
        is_production: Whether real customers' data lie there (`x-production`).
    """

    url: str
    description: str = ""
    is_production: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorTemplate:
    """How an API words a refusal that no example shows (`x-refusal`).

    Attributes:
        media_type: Of the body.
        body: The body, with placeholders where the pointers lead.
        status: JSON pointer to the status in the body, or empty; the type there is kept.
        title: JSON pointer to the reason phrase, or empty.
        message: JSON pointer to the explanation, or empty.
    """

    media_type: str
    body: JSON
    status: str = ""
    title: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Operation:
    """One method and path of an API; equal to itself only.

    Attributes:
        api: Short name of the API.
        id: The `operationId`, or `GET /path` without one.
        method: In capitals.
        path: The path template, without the API's base path.
        summary: One line for people.
        parameters: Path-level ones included, overridden ones left out.
        request_body: What it takes, if anything.
        responses: In the order of the document.
        security: Alternatives; each names the schemes that must all be met. An empty alternative
            means that no credential is needed; no alternative at all means the same.
        pagination: How it pages, if it does.
        polling: How its things are followed, if they are.
        source: Where it stands.
        pointer: JSON pointer in the document.
        base_path: The base path of its own servers, in place of the API's; None without such.
    """

    api: str
    id: str
    method: str
    path: str
    summary: str = ""
    parameters: tuple[Parameter, ...] = ()
    request_body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[str, ...], ...] = ()
    pagination: Pagination | None = None
    polling: Polling | None = None
    source: Source | None = None
    pointer: str = ""
    base_path: str | None = None

    @property
    def is_safe(self) -> bool:
        """Whether calling it changes nothing."""
        return self.method in SAFE_METHODS

    @property
    def success(self) -> Response | None:
        """The documented answer with the lowest 2xx status, or a `2XX` or `default` one."""
        exact = sorted(
            (response for response in self.responses if response.status.startswith("2")),
            key=lambda response: (not response.status.isdigit(), response.status),
        )
        return exact[0] if exact else self.exact_response("default")

    def exact_response(self, status: str) -> Response | None:
        """Return the answer documented under exactly this status text."""
        return next((response for response in self.responses if response.status == status), None)

    def response_for(self, status: int) -> Response | None:
        """Return the answer that documents `status`: exact, then its range, then `default`."""
        candidates = (str(status), f"{status // 100}XX", f"{status // 100}xx", "default")
        found = (self.exact_response(candidate) for candidate in candidates)
        return next((response for response in found if response is not None), None)

    def parameter(self, location: Location, name: str) -> Parameter | None:
        """Return a parameter by place and name; header names ignore case."""
        fold = str.casefold if location is Location.HEADER else str
        return next(
            (
                parameter
                for parameter in self.parameters
                if parameter.location is location and fold(parameter.name) == fold(name)
            ),
            None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one of two contradicting places says.

    Attributes:
        says: In our own words.
        source: Where.
    """

    says: str
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayAction:
    """One change that a reading makes to the document.

    Attributes:
        at: JSON pointer.
        verb: `merge` (RFC 7396), `set` or `remove`.
        value: The patch or the new value.
    """

    at: str
    verb: str
    value: JSON = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One way to read a contradiction.

    Attributes:
        name: Short, kebab-case.
        summary: One line for people.
        overlay: The changes that it makes, in order; none for the reading the YAML is written in.
    """

    name: str
    summary: str = ""
    overlay: tuple[OverlayAction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A place where the documents contradict themselves or are silent.

    Attributes:
        id: `<api>.<name>`.
        number: Its number in the register, such as `P-1`.
        title: In our own words.
        sides: What each place says.
        decision: What the contract does, and why.
        severity: What a server on the other side gets.
        default: Name of the default reading; empty where there is only one way to read it.
        readings: The selectable readings.
        line: Line of the entry in its file.
    """

    id: str
    number: str
    title: str
    sides: tuple[Claim, ...]
    decision: str
    severity: Severity
    default: str = ""
    readings: tuple[Reading, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """One place of a document that is not as its specification has it.

    Attributes:
        rule: Id of what was broken, kebab-case, such as `unknown-key`.
        severity: `warning` where the document is served all the same, `error` where it is not.
        message: What is wrong, one clause.
        file: Name of the file.
        line: Line in it, from 1.
        pointer: JSON pointer of the place inside its file.
        found: What is there; may be empty.
        allowed: What is allowed there; may be empty.
        hint: What to do, or what was done about it; may be empty.
    """

    rule: str
    severity: Severity
    message: str
    file: str
    line: int
    pointer: str = ""
    found: str = ""
    allowed: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """Return `file:line: severity rule: message`, on one line."""
        return f"{self.file}:{self.line}: {self.severity} {self.rule}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One API: what its documents say, under the chosen readings.

    Attributes:
        api: Short name (`x-api`).
        title: The document's title.
        version: The document's version.
        file: Name of the file it was read from, for messages.
        tree: The document tree with readings applied, files bundled and what is wrong left out
            or repaired; `$ref`s are local. It keeps its own version; Swagger 2.0 is OpenAPI 3.0.
        base_path: Path under which the operations live: that of the first server; no slash at the
            end, empty for the root.
        servers: As documented.
        operations: In the order of the document.
        security_schemes: By name.
        refusal: How the API words refusals, if it says so.
        discrepancies: The register's entries about this API.
        chosen_readings: Chosen reading by discrepancy id, defaults included.
        lines: Line in `file`, from 1, by JSON pointer; bundled files and overlays have none.
        complaints: What is not as the specification has it, in the order of reading.
    """

    api: str
    title: str
    version: str
    file: str
    tree: Mapping[str, JSON] = field(repr=False)
    base_path: str = ""
    servers: tuple[Server, ...] = ()
    operations: tuple[Operation, ...] = ()
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    refusal: ErrorTemplate | None = None
    discrepancies: tuple[Discrepancy, ...] = ()
    chosen_readings: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    complaints: tuple[Complaint, ...] = field(default=(), repr=False)

    def path_of(self, operation: Operation) -> str:
        """Return the whole path template of an operation, as its server has it."""
        own = operation.base_path
        return f"{self.base_path if own is None else own}{operation.path}"

    def operation(self, operation_id: str) -> Operation | None:
        """Return the operation with this id."""
        return next((found for found in self.operations if found.id == operation_id), None)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule of the contract once, in the order of the document."""
        found: dict[str, Rule] = {}
        for operation in self.operations:
            for response in operation.responses:
                for media in response.media_types:
                    found.update({binding.rule.id: binding.rule for binding in media.rules})
        return tuple(found.values())
