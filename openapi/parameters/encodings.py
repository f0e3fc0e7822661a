"""Fields of forms that the document gives a media type, headers or a style (`encoding`)."""

from collections.abc import Iterator, Sequence

from openapi.contract import Encoding, essence, is_json_type
from openapi.json.types import JSON
from openapi.parameters.deserialization import ParameterParser
from openapi.parameters.errors import InvalidParameterError, quoted, short
from openapi.parameters.multipart import Part
from openapi.parameters.scalars import read_json
from openapi.parameters.shape import kind_of, shape_of
from openapi.parameters.splitting import is_named_apart


def check_parts(parts: Sequence[Part], encoding: Sequence[Encoding]) -> None:
    """Check the media types and headers of the parts of a multipart form.

    A part without a `Content-Type` is accepted: clients that send texts give it none.

    Raises:
        InvalidParameterError: One is not as documented.
    """
    by_name = {each.name: each for each in encoding}
    for part in parts:
        documented = by_name.get(part.name)
        if documented is not None:
            _check_type(part, documented.content_types)
            _check_headers(part, documented)


def read_encoded(
    parts: Sequence[Part], encoding: Sequence[Encoding]
) -> tuple[dict[str, JSON], list[Part]]:
    """Return the values of the properties with a style or of JSON, and the other parts.

    Raises:
        InvalidParameterError: One is not as documented.
    """
    values: dict[str, JSON] = {}
    rest = [*parts]
    for each in encoding:
        own = [part for part in rest if _is_of(part, each)]
        if not own:
            continue
        if each.parameter is not None and not is_exploded_object(each):
            pairs = [(part.name, part.text) for part in own]
            values[each.name] = _styled(each, pairs)
        elif is_json_encoded(each):
            values[each.name] = _json(each, own)
        else:
            continue
        rest = [part for part in rest if not _is_of(part, each)]
    return values, rest


def is_exploded_object(encoding: Encoding) -> bool:
    """Whether the members of a property are fields of their own, with no name around them."""
    parameter = encoding.parameter
    if parameter is None or parameter.style == "deepObject" or not is_named_apart(parameter):
        return False
    return kind_of(shape_of(parameter.schema)) == "object"


def is_json_encoded(encoding: Encoding) -> bool:
    """Whether the text of a property is always JSON, and its value is what that says."""
    if encoding.is_text or not encoding.content_types:
        return False
    return all(map(is_json_type, encoding.content_types))


def _is_of(part: Part, encoding: Encoding) -> bool:
    style = encoding.parameter.style if encoding.parameter is not None else ""
    is_member = style == "deepObject" and part.name.startswith(f"{encoding.name}[")
    return part.name == encoding.name or is_member


def _styled(encoding: Encoding, pairs: Sequence[tuple[str, str]]) -> JSON:
    assert encoding.parameter is not None  # noqa: S101 - the caller has looked
    try:
        return ParameterParser(encoding.parameter).read(pairs)[1]
    except InvalidParameterError as error:
        raise InvalidParameterError(
            f"has {encoding.name}, which {error.problem}",
            found=error.found,
            allowed=error.allowed,
            steps=(encoding.name, *error.steps),
        ) from error


def _json(encoding: Encoding, parts: Sequence[Part]) -> JSON:
    try:
        values = [read_json(part.text) for part in parts]
    except ValueError as error:
        text = parts[0].text
        raise InvalidParameterError(
            f"has {encoding.name} {quoted(text)}, allowed is {error}",
            found=short(text),
            allowed=str(error),
            steps=(encoding.name,),
        ) from error
    # A list comes as one text, or as one for each item.
    is_whole = len(values) == 1 and isinstance(values[0], list) == encoding.is_list
    return values[0] if is_whole else values


def _check_type(part: Part, allowed: Sequence[str]) -> None:
    sent = essence(part.content_type)
    if not sent or not allowed or any(_covers(each, sent) for each in allowed):
        return
    names = ", ".join(allowed)
    raise InvalidParameterError(
        f"has {short(part.name)} of type {quoted(part.content_type)}, allowed is {names}",
        found=short(part.content_type),
        allowed=names,
        steps=(part.name,),
    )


def _covers(allowed: str, sent: str) -> bool:
    wanted = essence(allowed)
    kind, _, subtype = wanted.partition("/")
    return wanted in ("*/*", "*", sent) or (subtype == "*" and sent.startswith(f"{kind}/"))


def _check_headers(part: Part, encoding: Encoding) -> None:
    for header in encoding.headers:
        try:
            ParameterParser(header).read(part.headers)
        except InvalidParameterError as error:
            raise InvalidParameterError(
                f"has {short(part.name)}, whose header {header.name} {error.problem}",
                found=error.found,
                allowed=error.allowed,
                steps=(part.name,),
            ) from error


def written_headers(encoding: Encoding | None, values: Iterator[str]) -> Iterator[str]:
    """Yield the lines of a part's head that its encoding asks for."""
    if encoding is None:
        return
    fixed = [each for each in encoding.content_types if "*" not in each]
    if fixed:
        yield f"Content-Type: {fixed[0]}"
    for header, value in zip(encoding.headers, values, strict=False):
        yield f"{header.name}: {value}"
