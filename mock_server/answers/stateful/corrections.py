"""Which answers still have what a documented example has wrong, as it is written or corrected."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from mock_server.answers.stateful.recognition.resources import Resource, Shape
from mock_server.http.bodies.shown_examples import shown_example
from openapi.contract import MediaType
from openapi.json.differences import differences
from openapi.json.pointers import exists, join, lookup
from openapi.json.types import JSON
from openapi.schema.validation import invalid_places

_Record = Mapping[str, JSON]


def keeps_contradiction(
    resource: Resource, shape: Shape, records: Mapping[str | None, _Record]
) -> bool:
    """Whether an answer has values of its documented example that are wrong, or were corrected.

    Args:
        resource: The resource.
        shape: How the answer has its records.
        records: Those in it that come from examples, by identity; a client may have changed them.
    """
    example = shape.media.example()
    if example is None:
        return False
    shown = shown_example(shape.media, example.name).value
    places = _wrong_places(shape.media, example.name)
    found, inside = lookup(shown, shape.pointer), f"{shape.pointer}/"
    if any(
        not f"{each}/".startswith(inside) and not inside.startswith(f"{each}/") for each in places
    ):
        return True  # it is beside the records
    items = enumerate(found) if isinstance(found, list) else [("", found)]
    for index, item in items:
        record = records.get(resource.identity_of(item))
        at = join(shape.pointer, index) if isinstance(found, list) else shape.pointer
        if record is not None and any(_is_same(item, record, each, at) for each in places):
            return True
    return False


def _is_same(documented: JSON, record: _Record, place: str, at: str) -> bool:
    """Whether a record at `at` has at a place what is documented there."""
    if place.startswith(f"{at}/"):
        inner = place.removeprefix(at)
        is_there = exists(documented, inner)
        return is_there is exists(record, inner) and (
            not is_there or bool(lookup(documented, inner) == lookup(record, inner))
        )
    is_around = f"{at}/".startswith(f"{place}/") and isinstance(documented, Mapping)
    return is_around and {**record, **documented} == record


@lru_cache(maxsize=256)
def _wrong_places(media: MediaType, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_contradictions(media, name)))


def _contradictions(media: MediaType, name: str) -> Iterator[str]:
    """Yield the places of an example that contradict its schema, corrected or not."""
    example, shown = media.example(name), shown_example(media, name).value
    if example is None or media.schema is None:
        return
    yield from (each.pointer for each in differences(example.value, shown))
    for place in invalid_places(shown, media.schema):
        yield join(place.pointer, place.missing) if place.missing else place.pointer
