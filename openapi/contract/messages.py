"""What requests and answers are made of: parameters, bodies, examples."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from openapi.contract.rules import RuleBinding
from openapi.contract.schemas import Basis, Schema, Source
from openapi.json.types import JSON
from openapi.values import dataclass

JSON_STYLE = "json"  # style of a parameter that is described by `content`: its text is JSON


class Location(StrEnum):
    """Where a parameter is sent (`in`)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A named example of a body."""

    name: str  # its key under `examples`
    value: JSON  # the body, a JSON value
    summary: str = ""  # one line for people
    source: Source | None = None  # its citation; a `placeholder` is exempt from schema and rules
    pointer: str = ""  # JSON pointer of the example in the document

    @property
    def is_placeholder(self) -> bool:
        """Whether it only fills the documents' page and is no example of a real body."""
        return self.source is not None and self.source.basis is Basis.PLACEHOLDER


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Parameter:
    """A parameter of an operation, or a header of an answer; equal to itself only."""

    name: str  # as the document writes it (`page[offset]`)
    location: Location  # where it is sent
    is_required: bool  # whether a request without it is refused
    schema: Schema  # the schema of its value
    example: JSON = None  # a valid value (JSON, typed), or None
    examples: tuple[JSON, ...] = ()  # every documented valid value, `example` included
    style: str = "form"  # OpenAPI's serialisation style; `json` where the text is JSON (`content`)
    explode: bool = True  # whether each item or member is a parameter of its own
    allows_empty: bool = False  # whether an empty text is accepted (`allowEmptyValue`)
    allows_reserved: bool = False  # whether reserved characters are sent (`allowReserved`)
    description: str = ""  # in our own words
    source: Source | None = None  # its citation
    environment: str = ""  # the variable that holds a live value (`x-environment`), or empty
    pointer: str = ""  # JSON pointer in the document


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoding:
    """How a property of a form is sent (`encoding`)."""

    name: str  # the name of the property
    content_types: tuple[str, ...] = ()  # those that its part may have, ranges too; empty for any
    headers: tuple[Parameter, ...] = ()  # the headers of its part
    parameter: Parameter | None = None  # how its value is written, if it has a style; else None
    is_list: bool = False  # whether its value is a list
    is_text: bool = False  # whether its value is a text, also where that has JSON in it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MediaType:
    """One representation of an answer or a request body; equal to itself only."""

    name: str  # such as `application/json`
    schema: Schema | None  # none if the document has none
    examples: tuple[Example, ...] = ()  # in the order of the document
    default_example: str = ""  # the one to use when none is named; empty without examples
    rules: tuple[RuleBinding, ...] = ()  # every rule in the schema and below it
    encoding: tuple[Encoding, ...] = ()  # how the properties of a form are sent
    external_example: str = ""  # the first `externalValue` that could not be read, or empty
    keeps_examples: bool = False  # whether the mock corrects no example that contradicts the schema

    def example(self, name: str = "") -> Example | None:
        """Return the example called `name`, or the default one."""
        wanted = name or self.default_example
        return next((example for example in self.examples if example.name == wanted), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What an answer gives for a further request (OpenAPI 3.1.1, Link Object)."""

    name: str  # its key under `links`
    operation: str = ""  # the id of the operation to request (`operationId`), or empty
    pointer: str = ""  # JSON pointer of that operation in the document (`operationRef`), or empty
    # A constant or a runtime expression by name of the parameter, or by place and name (`path.id`).
    parameters: Mapping[str, JSON] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Response:
    """The documented answer of an operation for one status; equal to itself only."""

    status: str  # `200`, a range such as `4XX`, or `default`
    description: str  # in our own words
    media_types: tuple[MediaType, ...] = ()  # representations; none without a body
    headers: tuple[Parameter, ...] = ()  # the documented headers
    source: Source | None = None  # its citation
    pointer: str = ""  # JSON pointer in the document
    links: tuple[Link, ...] = ()  # the documented links to other operations

    def media_type(self, name: str = "") -> MediaType | None:
        """Return the representation called `name`, or the first one."""
        if not name:
            return self.media_types[0] if self.media_types else None
        return next((media for media in self.media_types if media.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The body that an operation accepts."""

    is_required: bool  # whether a request without a body is refused
    media_types: tuple[MediaType, ...]  # the accepted representations
