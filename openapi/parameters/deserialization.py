"""Parsers of single parameters: from raw texts to a typed value, or the reason for a refusal.

A parameter's schema is analysed once and not at every request.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from openapi.contract import JSON_STYLE, Location, Operation, Parameter, Schema
from openapi.json.types import JSON
from openapi.parameters.errors import InvalidParameterError, not_allowed, quoted, short
from openapi.parameters.scalars import SCALAR_READERS, parse_scalar, read_json
from openapi.parameters.shape import alternatives, kind_of, shape_of
from openapi.parameters.splitting import (
    Pairs,
    bracketed_members,
    is_named_apart,
    item_texts,
    member_texts,
    named_members,
    paired,
    raw_item_texts,
    scalar_text,
)
from openapi.parameters.typed_texts import has_any_member, has_member, typed_items, typed_members
from openapi.schema.conversion import json_schema_of
from openapi.schema.types import takes_null, type_of
from openapi.schema.validation import SchemaValidator, validator_for
from openapi.schema.violations import Violation
from openapi.text.previews import preview

MAX_CACHED_OPERATIONS = 1024  # operations whose parsers are kept
PREFIXED = frozenset({"label", "matrix"})  # styles that put something in front of each value

_LISTS, _OBJECTS = "array", "object"


class ParameterParser:
    """Parses one parameter of an operation.

    Attributes:
        parameter: The documented parameter.
        name: Its name; in lower case for headers.
        place: Index of its location in `PLACES`.
        is_plain: Whether its value is decided by one decoded text under its own name. It is not
            for objects whose members have names of their own, for lists whose items may contain
            an encoded comma, and where an empty value means that there is none.
        is_optional: Whether a request may omit it.
        takes_any_name: Whether every parameter that is not documented is a member of it.
    """

    def __init__(self, parameter: Parameter, others: frozenset[str] = frozenset()) -> None:
        """Analyse a parameter.

        `others` are the names of the other parameters in the same location.
        """
        is_header = parameter.location is Location.HEADER
        self.parameter = parameter
        self.name = parameter.name.lower() if is_header else parameter.name
        self.place = PLACES.index(parameter.location)
        self.is_optional = not parameter.is_required
        self._others = others
        self._shapes = _composite_shapes(parameter)
        objects = [shape for shape in self._shapes if kind_of(shape) == _OBJECTS]
        is_split = bool(objects) and (parameter.style == "deepObject" or is_named_apart(parameter))
        self.takes_any_name = (
            is_split and parameter.style != "deepObject" and any(map(has_any_member, objects))
        )
        self._may_have_encoded_commas = (
            bool(self._shapes)
            and parameter.location is Location.QUERY
            and not parameter.explode
            and parameter.style == "form"
        )
        self.is_plain = not (is_split or self._may_have_encoded_commas or parameter.allows_empty)
        self._read_text = _scalar_parser(parameter)
        self._takes_any_text = False  # decided with the first value, see `_validate`
        self._validator: SchemaValidator | None = None

    @property
    def takes_any_text(self) -> bool:
        """Whether every decoded text is valid; known once a text was parsed."""
        return self._takes_any_text

    def read(self, sent: Pairs, raw_query: str = "") -> tuple[bool, JSON]:
        """Return whether it was sent, and its typed value.

        `sent` are the decoded texts of all parameters of the location; `raw_query` has its escapes,
        and is empty if it is not known.

        Raises:
            InvalidParameterError: It is not as documented.
        """
        texts = [text for name, text in sent if name == self.name]
        if self.parameter.allows_empty and texts == [""]:
            return self._empty()
        if self._shapes:
            return self._read_composite(texts, sent, raw_query)
        if not texts:
            return self._missing()
        if len(texts) == 1:
            return True, self.parse_single(texts[0])
        value = _scalar(self.parameter, texts)
        self._validate(value)
        return True, value

    def takes(self, text: str) -> bool:
        """Whether `parse_single` has a value for a text."""
        read_text, validator = self._read_text, self._validator
        try:
            if read_text is None or validator is None:
                self.parse_single(text)
                return True
            return validator.is_valid(read_text(text))
        except (InvalidParameterError, ValueError):
            return False

    def parse_single(self, text: str) -> JSON:
        """Return the typed value of a parameter that was sent once, under its own name.

        Raises:
            InvalidParameterError: It is not as documented.
        """
        if self._takes_any_text:
            return text
        if self._shapes:
            return self._read_composite([text], [(self.name, text)], "")[1]
        read_text = self._read_text
        if read_text is None:
            value = _scalar(self.parameter, [text])
        else:
            try:
                value = read_text(text)
            except ValueError:
                value = _scalar(self.parameter, [text])  # raises the full message
        self._validate(value)
        return value

    def _read_composite(
        self, texts: Sequence[str], sent: Pairs, raw_query: str
    ) -> tuple[bool, JSON]:
        """Return the first reading that the schema accepts: as a list, as an object, as a text."""
        parameter = self.parameter
        raw = raw_item_texts(parameter, raw_query) if self._may_have_encoded_commas else None
        refusal: InvalidParameterError | None = None
        for shape in self._shapes:
            # Encoded commas are part of an item; but many clients encode those between items, too.
            for items in (raw, None) if raw is not None else (None,):
                try:
                    value = self._read_as(shape, texts, sent, items)
                    if value is not _ABSENT:
                        self._validate(value)
                        return True, value
                except InvalidParameterError as error:
                    refusal = refusal or error
        if refusal is not None:
            raise refusal
        return self._missing()

    def _read_as(
        self, shape: Schema, texts: Sequence[str], sent: Pairs, items: list[str] | None
    ) -> JSON:
        """Return the value that a schema gives to what was sent; `_ABSENT` if nothing was.

        `texts` came under the parameter's own name, `sent` is all of the location; `items` are
        given if they are split already.
        """
        parameter, kind = self.parameter, kind_of(shape)
        if kind == _OBJECTS and (parameter.style == "deepObject" or is_named_apart(parameter)):
            return self._apart(shape, sent)
        if not texts:
            return _ABSENT
        if kind == _LISTS:
            return typed_items(item_texts(parameter, texts) if items is None else items, shape)
        if kind == _OBJECTS:
            members = member_texts(parameter, texts) if items is None else paired(items)
            return typed_members(members, shape)
        return _scalar(parameter, texts, shape)

    def _apart(self, shape: Schema, sent: Pairs) -> JSON:
        """Return an object whose members are parameters of their own."""
        if self.parameter.style == "deepObject":
            members = bracketed_members(self.parameter, sent)
        else:
            members = named_members(self.parameter, sent, lambda name: self._owns(shape, name))
        return typed_members(members, shape) if members else _ABSENT

    def _owns(self, shape: Schema, name: str) -> bool:
        if has_member(shape, name):
            return True
        is_other = name in self._others or name.partition("[")[0] in self._others
        return has_any_member(shape) and not is_other

    def _empty(self) -> tuple[bool, JSON]:
        """Return the value of an empty text that `allowEmptyValue` allows: the text, or none."""
        try:
            return True, self.parse_single("")
        except InvalidParameterError:
            return False, None

    def _missing(self) -> tuple[bool, JSON]:
        if self.parameter.is_required:
            raise InvalidParameterError("is missing", found="", allowed="exactly one")
        return False, None

    def _validate(self, value: JSON) -> None:
        validator = self._validator
        if validator is None:
            # Made on demand: a parameter that is never sent needs no validator.
            schema = self.parameter.schema
            validator = self._validator = validator_for(schema)
            # Such a schema accepts every decoded text.
            self._takes_any_text = self._read_text is str and json_schema_of(schema) == {
                "type": "string"
            }
        if not validator.is_valid(value):
            raise _from_violation(validator.violations(value)[0])


_ABSENT = object()  # the result of a reading that finds nothing

PLACES = (Location.PATH, Location.QUERY, Location.HEADER, Location.COOKIE)
"""The locations; their indexes are faster dictionary keys than members of an enumeration."""


def _composite_shapes(parameter: Parameter) -> tuple[Schema, ...]:
    """Return the schemas to read a parameter by, if one text alone does not decide its value."""
    if parameter.style == JSON_STYLE:
        return ()
    shapes = alternatives(parameter.schema)
    is_composite = any(kind_of(shape) in (_LISTS, _OBJECTS) for shape in shapes)
    return shapes if is_composite or parameter.style in PREFIXED else ()


def _scalar_parser(parameter: Parameter) -> Callable[[str], JSON] | None:
    """Return the reader of a scalar's text, or None if the text alone does not decide the value."""
    kind = type_of(shape_of(parameter.schema).definition)
    if (
        parameter.style == JSON_STYLE
        or _composite_shapes(parameter)
        or takes_null(parameter.schema.definition)
        or not kind
    ):
        return None
    return SCALAR_READERS.get(kind, str)


class OperationParsers(NamedTuple):
    """The parsers of an operation's parameters, in the order of the document."""

    readers: tuple[ParameterParser, ...]  # one for each parameter
    has_cookies: bool  # whether there are parameters in cookies
    takes_any_name: bool = False  # whether undocumented query parameters are members of one


@lru_cache(maxsize=MAX_CACHED_OPERATIONS)
def parsers_for(operation: Operation) -> OperationParsers:
    """Return the parsers of an operation's parameters, made once."""
    parameters = operation.parameters
    readers = tuple(
        ParameterParser(
            each,
            frozenset(p.name for p in parameters if p.location is each.location and p is not each),
        )
        for each in parameters
    )
    return OperationParsers(
        readers=readers,
        has_cookies=any(each.location is Location.COOKIE for each in parameters),
        takes_any_name=any(reader.takes_any_name for reader in readers),
    )


def _scalar(parameter: Parameter, texts: Sequence[str], shape: Schema | None = None) -> JSON:
    text = scalar_text(parameter, texts)
    try:
        if parameter.style == JSON_STYLE:
            return read_json(text)
        return parse_scalar(text, shape or shape_of(parameter.schema))
    except ValueError as error:
        raise not_allowed(text, str(error)) from error


def _from_violation(first: Violation) -> InvalidParameterError:
    place = f" at {first.pointer}" if first.pointer else ""
    found = first.value if isinstance(first.value, str) else preview(first.value)
    problem = f"is {quoted(first.value)}{place}, allowed is {first.allowed}"
    if first.key or first.keyword == "required":
        problem = f"{first.problem}{place}"
    return InvalidParameterError(problem, found=short(found), allowed=first.allowed)
