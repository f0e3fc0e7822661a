"""What is sent of a documented example: it is corrected where it contradicts its schema.

Every documented value stays; it is written in its documented type, and what the schema requires is
added. A client that names an example gets it as it is written.
"""

from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

from openapi.contract import Example, MediaType, Response, Schema, is_json_type, is_xml_type
from openapi.json.differences import Difference, differences
from openapi.json.pointers import join
from openapi.json.types import JSON
from openapi.schema.repair import corrected
from openapi.schema.rewriting import rewritten
from openapi.schema.validation import invalid_places, validator_for
from openapi.text.previews import preview, preview_text
from openapi.values import dataclass

CONTRADICTS = "the documented example contradicts its schema"
"""Begins each note about such an example."""

_AS_WRITTEN = f"{CONTRADICTS}, and is sent as it is written"
_ADVICE = "; ?__example="  # names the example as it is written, in its own media type
_MAX_NAMED = 3  # corrections that a note names
_OF_SCHEMA = ("example", "examples")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownExample:
    """A documented example as it is sent."""

    value: JSON  # the body
    note: str = ""  # that the example contradicts its schema, and what was corrected; or empty


def shown_in_json(response: Response, media: MediaType) -> ShownExample | None:
    """Return what is sent of an example in JSON, for a media type without any.

    One resource then has the same values in each of its representations, if its schema allows them.
    """
    if media.schema is None:
        return None
    is_valid = validator_for(media.schema).is_valid
    for other in response.media_types:
        if is_json_type(other.name) and other.example() is not None:
            found = shown_example(other, other.default_example)
            if other.schema == media.schema or is_valid(found.value):
                return replace(found, note=found.note.partition(_ADVICE)[0])
    return None


@lru_cache(maxsize=1024)
def shown_example(media: MediaType, name: str) -> ShownExample:
    """Return an example as it is sent to a client that does not name it; corrected once.

    The example of a schema only shows what the schema describes, as the examples inside it do: it
    is made valid as a whole. So is a null, which tools write for a body without an example.

    Raises:
        KeyError: The media type has no example of this name.
    """
    example = media.example(name)
    if example is None:
        raise KeyError(name)
    value, schema = example.value, media.schema
    if schema is None or media.keeps_examples:
        return written_example(media, example)
    is_own = example.pointer in {join(schema.pointer, key) for key in _OF_SCHEMA}
    if is_own or value is None:
        is_text = isinstance(value, str) and not _is_judged(media, example)
        try:
            value = value if is_text else corrected(value, schema)
        except ValueError:
            return ShownExample(value=value, note=_AS_WRITTEN)
    elif _is_judged(media, example):
        value = _rewritten(value, schema)
    if value is example.value:
        return written_example(media, example)
    found = [*differences(example.value, value)]
    named = [_sentence(each) for each in found[:_MAX_NAMED]]
    named += [f"and {len(found) - _MAX_NAMED} more"] if len(found) > _MAX_NAMED else []
    note = f"{CONTRADICTS}, and is corrected: {', '.join(named)}"
    if not validator_for(schema).is_valid(value):
        note += "; the rest is sent as it is written"
    return ShownExample(
        value=value, note=f"{note}{_ADVICE}{quote(name, safe='')} sends it as it is written"
    )


def _rewritten(value: JSON, schema: Schema) -> JSON:
    """Return an example as its schema documents it; what is added agrees with what is there."""
    found = rewritten(value, schema)
    if found is value:
        return value
    # Imported when it is needed: most examples are valid.
    from mock_server.http.bodies.added_members import with_agreeing_additions  # noqa: PLC0415

    wrong = {*invalid_places(found, schema)}
    added = [each.pointer for each in differences(value, found) if each.is_added]
    return with_agreeing_additions(
        found, added, lambda each: {*invalid_places(each, schema)} <= wrong
    )


def written_example(media: MediaType, example: Example) -> ShownExample:
    """Return an example as it is written."""
    is_valid = media.schema is None or validator_for(media.schema).is_valid(example.value)
    if is_valid or not _is_judged(media, example):
        return ShownExample(value=example.value)
    return ShownExample(value=example.value, note=_AS_WRITTEN)


def _is_judged(media: MediaType, example: Example) -> bool:
    """Whether an example is a value of its schema: JSON, or an object or a list sent as XML."""
    is_value = isinstance(example.value, dict | list) and is_xml_type(media.name)
    return (is_json_type(media.name) or is_value) and not example.is_placeholder


def _sentence(change: Difference) -> str:
    place = preview_text(change.pointer) or "the value"
    if change.is_added:
        return f"{place} is added"
    if change.is_removed:
        return f"{place} is left out, {preview(change.before)}"
    return f"{place} is {preview(change.after)} in place of {preview(change.before)}"
