"""Generates one valid value for a schema, within bounds of its size and of the work."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain, islice
from random import Random
from zlib import crc32

from openapi.contract import Schema
from openapi.contract.schemas import DEAD_REFERENCE
from openapi.json.equality import IdentityKey
from openapi.json.pointers import dereference
from openapi.json.types import JSON
from openapi.schema.discriminators import own_tags, subtypes
from openapi.schema.generation.alternatives import Alternative, alternatives
from openapi.schema.generation.arrays import arrays
from openapi.schema.generation.bounds import (
    MAX_DEPTH,
    MAX_GENEROUS_VALUES,
    MAX_TEXT,
    Budget,
    NoExampleError,
    TooLargeError,
    size_of,
)
from openapi.schema.generation.merging import Joined, as_schema, merged
from openapi.schema.generation.naming.contents import contents, with_format_of_encoding
from openapi.schema.generation.naming.names import values_for_name
from openapi.schema.generation.naming.strings import may_be_in_format, texts
from openapi.schema.generation.numbers import numbers
from openapi.schema.generation.objects import objects
from openapi.schema.generation.places import Place, Style
from openapi.schema.generation.stated import (
    documented_values,
    is_of_a_part,
    is_plain,
    likely_types,
    with_parts_of,
)
from openapi.schema.generation.variation import Variation
from openapi.schema.spelling import absolute_links, spellings
from openapi.schema.validation import validator_for, validator_of

_STYLES = (
    Style(values=MAX_GENEROUS_VALUES, is_trusting=True),
    Style(items=1, is_trusting=True),
    Style(is_complete=False, is_trusting=True),
    Style(values=MAX_GENEROUS_VALUES),
    Style(items=1),
    Style(items=0, is_complete=False),
)
_TEXT = "text"
_FIRST_VALUES = 3  # values that each alternative gives before any of them gives more


def generate(
    schema: Schema, *, seed: int = 0, is_varied: bool = False, fills_maps: bool = False
) -> JSON:
    """Return a valid value for a schema; the same schema and seed give the same value.

    Most schemas need no search: their objects and lists are generated once and validated as one.
    If that value is not valid, each part is validated, and the next value of it is tried; if the
    work has no end, the lists get shorter and the optional members are left out.

    With `is_varied`, the seed decides on everything that the schema leaves open, not only on what
    has no usual value. With `fills_maps`, maps have members.

    Raises:
        NoExampleError: No valid value was found within the bounds.
    """
    if is_varied:
        with suppress(NoExampleError):
            return _generated(schema, seed, is_varied=True, fills_maps=fills_maps)
    return _generated(schema, seed, is_varied=False, fills_maps=fills_maps)


def _generated(schema: Schema, seed: int, *, is_varied: bool, fills_maps: bool) -> JSON:
    validator = validator_for(schema)
    problem: NoExampleError | None = None
    found: list[JSON] = []
    checks = Budget()
    endless: set[int] = set()
    for style in _STYLES:
        if found and not (style.is_trusting and style.is_complete):
            break
        if _is_needless(style, endless):
            continue
        budget = Budget(values=style.values, checks=checks.checks)
        variation = Variation(Random(seed)) if is_varied else None  # noqa: S311 - nothing secret
        generator = ExampleGenerator(
            schema.root,
            style=replace(style, fills_maps=fills_maps),
            seed=seed,
            budget=budget,
            variation=variation,
        )
        try:
            value = generator.first(schema.definition, Place(pointer=schema.pointer))
            found += [value] if validator.is_valid(value) else []
        except NoExampleError as error:
            problem = problem if style.is_trusting or problem else error
            endless |= {style.items} if style.is_complete and budget.was_exhausted else set()
        checks.checks = budget.checks
        is_final = found if style.is_trusting else not found
        if is_final and not budget.was_exhausted:
            break
    if found:
        return found[-1] if not budget.was_exhausted else found[0]
    raise problem or NoExampleError(schema.pointer)


def _is_needless(style: Style, endless: set[int]) -> bool:
    """Whether a style gives nothing new, by the lengths of lists with which the work had no end."""
    if style.is_complete:
        # It would be as large, and each part validated on top.
        return not style.is_trusting and style.items in endless
    return style.is_trusting and not endless


class ExampleGenerator:
    """Generates the values of a schema and of its parts."""

    def __init__(
        self,
        root: Mapping[str, JSON],
        *,
        style: Style,
        seed: int,
        budget: Budget,
        variation: Variation | None = None,
    ) -> None:
        self.style = style
        self._variation = variation
        self._root = root
        self._seed = seed
        self._budget = budget
        self._known: dict[IdentityKey, dict[str, JSON]] = {}

    def first(self, schema: JSON, place: Place) -> JSON:
        """Return the first value of a schema (NoExampleError: there is none)."""
        return next(self.values(schema, place))

    def values(self, schema: JSON, place: Place) -> Iterator[JSON]:
        """Yield some values of a schema, mostly different ones (NoExampleError: there is none)."""
        value, pointer = dereference(self._root, schema, place.pointer)
        self._budget.take_value(pointer)
        definition, own = as_schema(value), self._identities(value)
        if own & place.above or len(place.above) > MAX_DEPTH:
            raise NoExampleError(pointer, "it never ends")
        here = place.inside(pointer, own)
        united = self._merged(definition)
        is_valid = self._check(definition, united, pointer)
        problems: list[NoExampleError] = []
        is_empty = True
        for candidate in self._candidates(definition, united, here, problems):
            if not self._budget.take_check():
                break
            if is_valid(candidate):
                is_empty = False
                yield candidate
        if is_empty:
            raise problems[0] if problems else NoExampleError(pointer)

    def usual_items(self) -> int:
        """Return how many items a list has that may have any number."""
        usual = self.style.items
        return usual if self._variation is None else self._variation.count(usual)

    def is_other_direction(self, schema: JSON) -> bool:
        """Whether a message does not carry a property (`Schema.definition`)."""
        target = dereference(self._root, schema)[0]
        if isinstance(target, Joined):
            return any(map(self.is_other_direction, target["allOf"]))
        return _is_marked(target) or (schema is not target and _is_marked(schema))

    def _identities(self, schema: JSON) -> frozenset[IdentityKey]:
        """Return the schemas of the document that a schema is made of."""
        if not isinstance(schema, Joined):
            return frozenset((IdentityKey(schema),))
        parts = schema["allOf"]
        return frozenset(IdentityKey(dereference(self._root, each)[0]) for each in parts)

    def _merged(self, definition: Mapping[str, JSON]) -> dict[str, JSON]:
        key = IdentityKey(definition)
        if key not in self._known:
            self._known[key] = merged(self._root, definition)
        return self._known[key]

    def _check(
        self, definition: Mapping[str, JSON], united: Mapping[str, JSON], pointer: str
    ) -> Callable[[JSON], bool]:
        if self.style.is_trusting and is_plain(united):
            return lambda _: True
        return self._judge(definition, pointer)

    def _judge(self, definition: Mapping[str, JSON], pointer: str) -> Callable[[JSON], bool]:
        place = Schema(definition=definition, pointer=pointer, root=self._root)
        find = validator_of if isinstance(definition, Joined) else validator_for
        return find(place).is_valid

    def _candidates(
        self,
        definition: Mapping[str, JSON],
        united: Mapping[str, JSON],
        place: Place,
        problems: list[NoExampleError],
    ) -> Iterator[JSON]:
        later_values: list[JSON] = []
        stated: Iterable[JSON] = documented_values(united, place.number, place.name)
        if self._variation is not None:
            stated, later_values = self._variation.stated(united, [*stated], place.number)
        for value in stated:
            self._budget.take_size(size_of(value), place.pointer)
            if isinstance(value, dict) and is_of_a_part(definition):
                yield from self._completed(value, united, place)
            yield value
            # Only if it is not valid, or if more values are wanted.
            if value is not None and not self._judge(definition, place.pointer)(value):
                yield from self._corrected(value, united, place)
        whole = [
            merged(self._root, {"allOf": [tag, united]})
            for tag in chain(
                subtypes(self._root, definition),
                own_tags(self._root, definition, place.pointer),
            )
        ]
        meanings = chain.from_iterable(
            alternatives(self._root, each, place.above) for each in (*whole, united)
        )
        later: list[Iterator[JSON]] = []
        vary = self._variation
        for meaning in meanings if vary is None else vary.ordered(meanings):
            proposals = self._proposals(meaning, united, place, problems)
            yield from islice(proposals, _FIRST_VALUES)
            later.append(proposals)
        yield from chain.from_iterable(later)
        yield from later_values

    def _proposals(
        self,
        meaning: Alternative,
        united: Mapping[str, JSON],
        place: Place,
        problems: list[NoExampleError],
    ) -> Iterator[JSON]:
        """Yield values for one meaning of a schema, of one type after the other."""
        schema, above = meaning
        here = place.inside(place.pointer, above)
        if DEAD_REFERENCE in schema:
            reason = f"$ref {schema[DEAD_REFERENCE]!r} does not resolve"
            problems.append(NoExampleError(place.pointer, reason))
            return
        if schema != united:
            yield from documented_values(schema, place.number)
        if "const" in schema or "enum" in schema:
            return
        vary = self._variation
        # What nothing describes is a text to a client, not null, which may end its page.
        named = values_for_name(place.name, self._choice(place)) or (_TEXT,) * bool(place.name)
        kinds = likely_types(schema, named)
        for kind in kinds if vary is None else vary.types(schema, kinds):
            try:
                yield from self._of_type(kind, {**schema, "type": kind}, here)
            except NoExampleError as error:
                problems.append(error)

    def _completed(
        self, value: Mapping[str, JSON], united: Mapping[str, JSON], place: Place
    ) -> Iterator[JSON]:
        """Yield the example of a part of an `allOf` with the members of the other parts."""
        try:
            whole = next(self._of_type("object", {**united, "type": "object"}, place), None)
        except NoExampleError:
            return
        if isinstance(whole, dict):
            yield {**whole, **value}

    def _corrected(self, value: JSON, united: Mapping[str, JSON], place: Place) -> Iterator[JSON]:
        """Yield what keeps most of a stated value that is not valid."""
        if not isinstance(value, dict | list):
            spelled = (each for each in spellings(value) if may_be_in_format(each, united))
            yield from chain(spelled, absolute_links(value, self._root))
            return
        kind = "object" if isinstance(value, dict) else "array"
        with suppress(NoExampleError):
            yield from islice(self._of_type(kind, with_parts_of(value, united), place), 1)

    def _of_type(self, kind: str, schema: Mapping[str, JSON], place: Place) -> Iterator[JSON]:
        named = values_for_name(place.name, self._choice(place))
        vary = self._variation
        match kind:
            case "object":
                yield from objects(schema, place, self)
            case "array":
                yield from arrays(schema, place, self)
            case "string":
                self._budget.take_size(schema.get("minLength", 0), place.pointer)
                if schema.get("minLength", 0) > MAX_TEXT:
                    raise TooLargeError(place.pointer)
                schema = with_format_of_encoding(schema)
                yield from contents(schema, place, self)
                if vary is not None:
                    has_name = any(isinstance(each, str) for each in named)
                    yield from vary.texts(schema, has_name=has_name)
                yield from texts(schema, named, place, self._seed)
            case "integer" | "number":
                fitting = [each for each in named if (kind == "number") is isinstance(each, float)]
                if vary is not None and not fitting:
                    fitting = [*vary.numbers(schema)]
                yield from numbers(schema, fitting, place.number, place.variety)
            case "boolean":
                even = place.number % 2 == 0
                yield from (even, not even) if vary is None else vary.booleans()
            case _:
                yield None

    def _choice(self, place: Place) -> int:
        """Return which value of a name comes first: the next one for each item of a list."""
        return place.number + (crc32(f"{self._seed} {place.name}".encode()) if self._seed else 0)


def _is_marked(schema: JSON) -> bool:
    return isinstance(schema, dict) and (
        schema.get("readOnly") is True or schema.get("writeOnly") is True
    )
