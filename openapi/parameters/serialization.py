"""Parameters: from the text of a request to typed values and back.

Frameworks parse parameters with `int()` and the like, which accept `+5`, `007`, `1_0` and Arabic
digits, and silently drop repeated parameters. Here a number has one spelling, that of JSON, and a
scalar is sent once.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from openapi.contract import JSON_STYLE, Location, Operation, Parameter
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.parameters.deserialization import PLACES, parsers_for
from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.splitting import SEPARATORS, is_named_apart
from openapi.routing.segments import PLACEHOLDER
from openapi.schema.validation import validator_for
from openapi.values import dataclass

_NOTHING: Mapping[str, JSON] = MappingProxyType({})
_NOTHING_SENT: Mapping[str, Sequence[str]] = MappingProxyType({})
_QUERY = PLACES.index(Location.QUERY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterViolation:
    """Why a request's parameter is refused."""

    location: Location  # where it is sent
    name: str  # its name as documented
    message: str  # one sentence: what was found and what is allowed
    found: str  # the text that was sent, shortened; empty when it is missing
    allowed: str  # what is allowed


class Parameters(NamedTuple):
    """A request's documented parameters, typed; parameters that were not sent are absent.

    A tuple and no dataclass, because one is made for each request and tuples are faster.
    """

    path: Mapping[str, JSON] = _NOTHING  # by name
    query: Mapping[str, JSON] = _NOTHING  # by name
    header: Mapping[str, JSON] = _NOTHING  # by lower-case name
    cookie: Mapping[str, JSON] = _NOTHING  # by name
    violations: tuple[ParameterViolation, ...] = ()  # why it is refused; empty if valid

    def value_of(self, name: str) -> JSON:
        """Return the value of the path, the query or a header with this name; None without one."""
        found = (each[name] for each in (self.path, self.query) if name in each)
        return next(found, self.header.get(name.lower()))


def parse_parameters(
    operation: Operation,
    *,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    headers: Sequence[tuple[str, str]],
    raw_query: str = "",
) -> Parameters:
    """Parse and validate the parameters of one request.

    Return typed values and every violation; undocumented parameters are ignored. `path` and `query`
    are decoded; names of headers are in any case; `raw_query` has its escapes, since `a%2Cb`
    differs from `a,b` (empty if not known).
    """
    return parse_grouped(
        operation,
        path=path,
        query=query,
        headers=texts_by_name((name.lower(), text) for name, text in headers),
        raw_query=raw_query,
    )


def parse_grouped(  # noqa: PLR0913 - the parts of a request, and how it is read
    operation: Operation,
    *,
    path: Mapping[str, str],
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, Sequence[str]],
    raw_query: str = "",
    accepts_examples: bool = False,
) -> Parameters:
    """Do the same as `parse_parameters`, with the texts of header lines by lower-case name.

    With `accepts_examples`, a documented example is accepted although its schema is against it: the
    document contradicts itself.
    """
    plan = parsers_for(operation)
    cookies = _cookies(headers.get("cookie", ())) if plan.has_cookies else ()
    by_name: tuple[Mapping[str, Sequence[str]], ...] = (
        {name: (text,) for name, text in path.items()},
        texts_by_name(query) if query else _NOTHING_SENT,
        headers,
        texts_by_name(cookies) if cookies else _NOTHING_SENT,
    )
    values: tuple[dict[str, JSON], ...] = ({}, {}, {}, {})
    violations: list[ParameterViolation] = []
    for reader in plan.readers:
        place, name = reader.place, reader.name
        texts = by_name[place].get(name)
        if texts is None and reader.is_plain and reader.is_optional:
            continue
        sent: Sequence[tuple[str, str]] = ()
        try:
            if texts is not None and reader.is_plain and len(texts) == 1:
                values[place][name] = reader.parse_single(texts[0])
                continue
            sent = query if place == _QUERY else _pairs(by_name[place])
            found, value = reader.read(sent, raw_query)
        except InvalidParameterError as refusal:
            sent = sent or _pairs(by_name[place])
            example = _example_of(reader.parameter, sent) if accepts_examples else None
            if example is None:
                violations.append(_violation(reader.parameter, refusal))
            else:
                values[place][name] = example
            continue
        if found:
            values[place][name] = value
    return Parameters(values[0], values[1], values[2], values[3], tuple(violations))


def texts_by_name(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the texts of each name in order.

    >>> texts_by_name([("a", "1"), ("b", "2"), ("a", "3")])
    {'a': ('1', '3'), 'b': ('2',)}
    """
    found: dict[str, tuple[str, ...]] = {}
    for name, text in pairs:
        found[name] = (*found[name], text) if name in found else (text,)
    return found


def _pairs(by_name: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in by_name.items() for text in texts]


def _example_of(parameter: Parameter, sent: Sequence[tuple[str, str]]) -> JSON:
    """Return the documented example that was sent although its schema is against it; else None."""
    is_header = parameter.location is Location.HEADER
    for example in parameter.examples:
        pairs = serialize_parameter(parameter, example)
        written = [(name.lower(), text) for name, text in pairs] if is_header else pairs
        names = {name for name, _ in written}
        is_sent = written and [pair for pair in sent if pair[0] in names] == written
        if is_sent and not validator_for(parameter.schema).is_valid(example):
            return example
    return None


def serialize_parameter(parameter: Parameter, value: JSON) -> list[tuple[str, str]]:
    """Return the name and text pairs that send a typed value, not yet percent-encoded."""
    return _written(parameter, value, str)


def encode_parameter(parameter: Parameter, value: JSON) -> list[tuple[str, str]]:
    """Return the name and text pairs that send a typed value in a path or query.

    Names, items and members are percent-encoded; the delimiters of the style are not, except those
    that a query cannot have (RFC 6570, 3.2.1; OpenAPI, `allowReserved`).
    """
    safe = _RESERVED if parameter.allows_reserved else ""
    pairs = _written(parameter, value, lambda text: quote(text, safe=safe))
    name = quote(parameter.name, safe="")
    return [(name if key == parameter.name else key, text) for key, text in pairs]


_Encode = Callable[[str], str]

_RESERVED = "/:?@!$'()*,;"  # a query may have these in a value (RFC 3986, 3.4)


def _written(parameter: Parameter, value: JSON, encode: _Encode) -> list[tuple[str, str]]:
    name, style = parameter.name, parameter.style
    if style == JSON_STYLE:
        return [(name, encode(dump_json(value).decode()))]
    if isinstance(value, dict) and style == "deepObject":
        return [*_bracketed(encode(name), value, encode)]
    if not isinstance(value, list | dict) or not is_named_apart(parameter):
        return [(name, _one_text(parameter, value, encode))]
    if isinstance(value, list):
        return [(name, encode(_text(item))) for item in value]
    return [
        (encode(key), encode(_text(each)))
        for key, item in value.items()
        for each in (item if isinstance(item, list) else [item])
    ]


def _one_text(parameter: Parameter, value: JSON, encode: _Encode) -> str:
    """Return the one text of a value, with its delimiters."""
    style, explode = parameter.style, parameter.explode
    prefix = {"label": ".", "matrix": ";"}.get(style, "")
    own = f"{encode(parameter.name)}=" if style == "matrix" else ""
    separator = prefix if explode and prefix else encode(SEPARATORS.get(style, ""))
    separator = separator or ","
    if isinstance(value, dict) and explode:
        members = (f"{encode(key)}={encode(_text(item))}" for key, item in value.items())
        return prefix + separator.join(members)
    if isinstance(value, dict):
        value = [part for pair in value.items() for part in pair]
    if not isinstance(value, list):
        # RFC 6570, 3.2.7: an empty value of `matrix` has no equals sign.
        text = encode(_text(value))
        return f"{prefix}{own}{text}" if text else f"{prefix}{own.rstrip('=')}"
    texts = [encode(_text(item)) for item in value]
    if explode:
        return prefix + separator.join(f"{own}{text}" for text in texts)
    return f"{prefix}{own}{separator.join(texts)}"


def _bracketed(name: str, value: Mapping[str, JSON], encode: _Encode) -> Iterator[tuple[str, str]]:
    for key, item in value.items():
        place = f"{name}{encode('[')}{encode(key)}{encode(']')}"
        if isinstance(item, dict):
            yield from _bracketed(place, item, encode)
            continue
        for each in item if isinstance(item, list) else [item]:
            yield place, encode(_text(each))


_LITERAL = "/%:@!$&'()*+,;=~{}"  # need no encoding, escapes included (RFC 3986, 3.3)


def fill_path(template: str, values: Mapping[str, str]) -> str:
    """Return a path template filled with texts that are percent-encoded (`encode_parameter`)."""
    pieces = PLACEHOLDER.split(template)
    return "".join(
        values[piece] if i % 2 else quote(piece, safe=_LITERAL) for i, piece in enumerate(pieces)
    )


def _text(value: JSON) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return dump_json(value).decode()


def _violation(parameter: Parameter, refusal: InvalidParameterError) -> ParameterViolation:
    is_header = parameter.location is Location.HEADER
    kind = "header" if is_header else f"{parameter.location} parameter"
    return ParameterViolation(
        location=parameter.location,
        name=parameter.name,
        message=f"{kind} {parameter.name} {refusal.problem}",
        found=refusal.found,
        allowed=refusal.allowed,
    )


def _cookies(lines: Iterable[str]) -> list[tuple[str, str]]:
    pairs = []
    for line in lines:
        for part in line.split(";"):
            key, separator, value = part.strip().partition("=")
            if separator:
                pairs.append((key, value.strip('"')))
    return pairs
