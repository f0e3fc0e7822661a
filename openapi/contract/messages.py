"""What requests and answers are made of: parameters, bodies, examples."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from openapi.contract.rules import RuleBinding
from openapi.contract.schemas import Basis, Schema, Source
from openapi.json.types import JSON

JSON_STYLE = "json"
"""Style of a parameter that is described by `content`: its text is JSON."""


class Location(StrEnum):
    """Where a parameter is sent (`in`)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A named example of a body.

    Attributes:
        name: Its key under `examples`.
        value: The body, a JSON value.
        summary: One line for people.
        source: Its citation; the basis `placeholder` exempts it from schema and rules.
        pointer: JSON pointer of the example in the document.
    """

    name: str
    value: JSON
    summary: str = ""
    source: Source | None = None
    pointer: str = ""

    @property
    def is_placeholder(self) -> bool:
        """Whether it only fills the documents' page and is no example of a real body."""
        return self.source is not None and self.source.basis is Basis.PLACEHOLDER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaType:
    """One representation of an answer or a request body; equal to itself only.

    Attributes:
        name: Such as `application/json`.
        schema: None if the document has none.
        examples: In the order of the document.
        default_example: Name of the example to use when none is named; empty without examples.
        rules: Every rule in the schema and below it.
        external_example: The first `externalValue` that is not read; empty without one.
    """

    name: str
    schema: Schema | None
    examples: tuple[Example, ...] = ()
    default_example: str = ""
    rules: tuple[RuleBinding, ...] = ()
    external_example: str = ""

    def example(self, name: str = "") -> Example | None:
        """Return the example called `name`, or the default one."""
        wanted = name or self.default_example
        return next((example for example in self.examples if example.name == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter of an operation, or a header of an answer.

    Attributes:
        name: As the document writes it (`page[offset]`).
        location: Where it is sent.
        is_required: Whether a request without it is refused.
        schema: The schema of its value.
        example: A valid value (JSON, typed), or None.
        examples: Every documented valid value, `example` included.
        style: OpenAPI's serialisation style; `json` where the text is JSON (`content`).
        explode: Whether each item or member is a parameter of its own.
        allows_empty: Whether an empty text is accepted whatever the schema (`allowEmptyValue`).
        allows_reserved: Whether reserved characters are sent as they are (`allowReserved`).
        description: In our own words.
        source: Its citation.
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
    allows_empty: bool = False
    allows_reserved: bool = False
    description: str = ""
    source: Source | None = None
    environment: str = ""
    pointer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an answer gives for a further request (OpenAPI 3.1.1, Link Object).

    Attributes:
        name: Its key under `links`.
        operation: The id of the operation to request (`operationId`), or empty.
        pointer: JSON pointer of that operation in the document (`operationRef`), or empty.
        parameters: A constant or a runtime expression by name of the parameter, or by place and
            name (`path.id`).
    """

    name: str
    operation: str = ""
    pointer: str = ""
    parameters: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The documented answer of an operation for one status.

    Attributes:
        status: `200`, a range such as `4XX`, or `default`.
        description: In our own words.
        media_types: Its representations; none for an answer without a body.
        headers: The documented headers.
        source: Its citation.
        pointer: JSON pointer in the document.
        links: The documented links to other operations.
    """

    status: str
    description: str
    media_types: tuple[MediaType, ...] = ()
    headers: tuple[Parameter, ...] = ()
    source: Source | None = None
    pointer: str = ""
    links: tuple[Link, ...] = ()

    def media_type(self, name: str = "") -> MediaType | None:
        """Return the representation called `name`, or the first one."""
        if not name:
            return self.media_types[0] if self.media_types else None
        return next((media for media in self.media_types if media.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The body that an operation accepts.

    Attributes:
        is_required: Whether a request without a body is refused.
        media_types: The accepted representations.
    """

    is_required: bool
    media_types: tuple[MediaType, ...]
