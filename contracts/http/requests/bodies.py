"""The body of a documented request: an example, or a value that the schema describes."""

from collections.abc import Iterator
from functools import lru_cache

from contracts.http.messages.exchange import media_type_of
from openapi.contract import MediaType, Operation, is_xml_type
from openapi.json.parsing import dump_json
from openapi.json.types import JSON
from openapi.parameters.forms import URLENCODED, is_form
from openapi.schema.examples import generate_example
from openapi.schema.validation import validator_for

_JSON = "application/json"
_OCTETS = "application/octet-stream"
_ANY_TEXT = "text"
_ANY = frozenset({"*", "*/*", "application/*"})


class NoBodyError(ValueError):
    """No body can be made that the contract describes; the message says why, one clause."""


@lru_cache(maxsize=1024)
def documented_body(operation: Operation) -> tuple[JSON, str, bool]:
    """Return a body, its media type, and whether it was made from the schema alone.

    A documented example comes first. Without one, JSON is preferred to forms, and forms to texts;
    a value of any other type is sent only if it is a text, or can be written as XML.
    The media type is empty if no body is sent.

    Raises:
        NoBodyError: A body is required, and none can be made.
    """
    wanted = operation.request_body
    if wanted is None:
        return None, "", False
    for media in wanted.media_types:
        example = media.example()
        if example is not None and not _is_blank(media, example.value):
            is_text = isinstance(example.value, str)
            value = example.value if is_text else _as_text(media, example.value)
            return value, _sendable_name(media), value is not example.value
    reasons: list[str] = []
    for media in sorted(wanted.media_types, key=_preference):
        if media.schema is None and not _takes_any_text(media):
            continue
        try:
            value = _made(media)
        except ValueError as error:
            reasons.append(str(error))
            continue
        if isinstance(value, str) or is_json_name(media.name) or is_form(media.name):
            return value, _sendable_name(media), True
    if not wanted.is_required:
        return None, "", False
    names = ", ".join(media.name for media in wanted.media_types)
    reason = next(iter(reasons), "the contract has no example of one")
    message = f"no body of type {names} can be made: {reason}"
    raise NoBodyError(message)


def _is_blank(media: MediaType, value: JSON) -> bool:
    """Whether an example is a null that is not valid: tools write it where they have none."""
    is_null = value is None and media.schema is not None
    return is_null and not validator_for(media.schema).is_valid(None)


def _made(media: MediaType) -> JSON:
    """Return a value of a schema: among texts and bytes written as JSON, XML as XML."""
    value = _ANY_TEXT if media.schema is None else generate_example(media.schema)
    if not isinstance(value, str) and _takes_any_text(media):
        return _ANY_TEXT
    if not isinstance(value, str) and is_text_name(media.name) and not is_xml_type(media.name):
        return dump_json(value).decode()
    return _as_text(media, value)


def _as_text(media: MediaType, value: JSON) -> JSON:
    """Return a value as a text of XML, if the media type is; else the value itself."""
    is_written = isinstance(value, str) and value.lstrip().startswith("<")
    if not is_xml_type(media.name) or is_written:
        return value
    # Imported when it is needed: few APIs take XML.
    from openapi.parameters.xml_bodies import write_xml  # noqa: PLC0415

    return write_xml(value, media.schema).decode()


def _takes_any_text(media: MediaType) -> bool:
    """Whether a body of bytes is taken, which no structure is documented for."""
    plain = media_type_of(media.name)
    has_structure = is_json_name(plain) or is_form(plain) or is_xml_type(plain)
    return not has_structure and (
        media.schema is None or validator_for(media.schema).is_valid(_ANY_TEXT)
    )


def is_json_name(name: str) -> bool:
    """Whether a body of this media type is written as JSON; `*/*` is, too."""
    plain = media_type_of(name)
    return plain in {_JSON, "text/json", *_ANY} or plain.endswith("+json")


def is_text_name(name: str) -> bool:
    """Whether a body of this media type is written as the text that it is."""
    plain = media_type_of(name)
    return plain == _OCTETS or (plain.startswith("text/") and not is_json_name(plain))


def _sendable_name(media: MediaType) -> str:
    """Return the Content-Type of a body: JSON for a range of types that includes it."""
    return _JSON if media_type_of(media.name) in _ANY else media.name


def _kinds(name: str) -> Iterator[bool]:
    yield is_json_name(name)
    yield media_type_of(name) == URLENCODED
    yield is_form(name)
    yield is_text_name(name)


_KINDS = ("json", "url-encoded form", "form", "text")


def _preference(media: MediaType) -> int:
    """Return how early a media type is chosen; the number of kinds for all others."""
    return next((n for n, is_so in enumerate(_kinds(media.name)) if is_so), len(_KINDS))
