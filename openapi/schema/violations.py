"""Why a value is not valid: the errors of jsonschema as sentences for people."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from openapi.errors import nearest
from openapi.json.equality import first_duplicate
from openapi.json.pointers import join, unescape
from openapi.json.types import JSON
from openapi.schema.validators import unknown_keys
from openapi.text.previews import preview, preview_text
from openapi.values import dataclass

MAX_LISTED = 50  # values or names that one reason lists; a wide enum has thousands

_WHOLE = "the value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One reason why a value is not valid."""

    pointer: str  # JSON pointer of the offending part in the value
    keyword: str  # the schema keyword that was broken, such as `enum`
    problem: str  # what is wrong with the part, a clause without its subject
    value: JSON  # the offending part
    allowed: str  # what the keyword allows, as short text
    unknown: tuple[str, ...] = ()  # the keys that are not allowed, if that is the reason
    missing: tuple[str, ...] = ()  # the required keys that are absent, if that is the reason

    @property
    def key(self) -> str:
        """The first key that is not allowed, which the sentence names; empty for other reasons."""
        return next(iter(self.unknown), "")

    @property
    def message(self) -> str:
        """One sentence: where, what was found and what is allowed."""
        return self.message_for(_WHOLE)

    def message_for(self, whole: str) -> str:
        """Return the message, with a name for the whole value, such as `the body`."""
        sentence = f"{preview_text(self.pointer) or whole} {self.problem}"
        # "lacks x" states what is allowed already.
        return sentence if self.problem.startswith("lacks ") else f"{sentence}, {self._allowed}"

    @property
    def is_unknown_key(self) -> bool:
        """Whether a key is the reason, which may be an empty text."""
        return bool(self.key) or self.keyword == "additionalProperties"

    @property
    def _allowed(self) -> str:
        return f"allowed {'are' if self.is_unknown_key else 'is'} {self.allowed}"


def violations_of(errors: Iterable[Any]) -> tuple[Violation, ...]:
    """Return what the errors of jsonschema mean, each once.

    Where the allowed values are listed, the list says their type, too.
    """
    found = tuple(_each_once(map(_violation, errors)))
    listed = {each.pointer for each in found if each.keyword in {"const", "enum"}}
    return tuple(each for each in found if each.keyword != "type" or each.pointer not in listed)


def _violation(error: Any) -> Violation:  # noqa: ANN401 - jsonschema is imported late
    error, choices = _nearest_branch(error)
    keyword = str(error.validator)
    allowed = " or ".join(choices) or _allowed(keyword, error)
    return Violation(
        pointer=join("", *error.absolute_path),
        keyword=keyword,
        problem=_problem(keyword, error),
        value=error.instance,
        allowed=allowed,
        unknown=_unknown_keys(error) if keyword == "additionalProperties" else (),
        missing=tuple(_missing_keys(error)) if keyword == "required" else (),
    )


def _each_once(violations: Iterable[Violation]) -> Iterator[Violation]:
    """Yield violations; of those that the same keys are absent, which are as many, the first."""
    seen: set[tuple[str, ...]] = set()
    for violation in violations:
        lacking = (violation.pointer, *violation.missing)
        if not violation.missing or lacking not in seen:
            yield violation
        seen.add(lacking)


def _nearest_branch(error: Any) -> tuple[Any, tuple[str, ...]]:  # noqa: ANN401 - see above
    """Descend through anyOf and oneOf into the likely branch, if there is one.

    Return the error to report, and what all branches together allow there if they differ only in
    the type or the constant of that place.
    """
    while error.context:
        branches: dict[JSON, list[Any]] = {}
        for inner in error.context:
            branches.setdefault(inner.schema_path[0], []).append(inner)
        meant = _likely_branch([*branches.values()])
        if not meant:
            return _shared_error(error, [*branches.values()])
        error = min(meant, key=lambda e: (len(e.path), str(e.path)))
    return error, ()


def _likely_branch(branches: list[list[Any]]) -> list[Any]:
    for rules_out in (_is_discriminating, _is_other_type):
        left = [each for each in branches if not any(map(rules_out, each))]
        if len(left) == 1:
            return left[0]
    return []


def _is_discriminating(error: Any) -> bool:  # noqa: ANN401 - see above
    """Whether an error shows that its branch is for another kind of value."""
    constant = error.validator in {"const", "enum"} and len(error.path) <= 1
    return constant or _is_excluded(error) or _is_other_type(error)


def _is_excluded(error: Any) -> bool:  # noqa: ANN401 - see above
    """Whether the discriminator of a value names another branch (`exclusive_branches`)."""
    is_member = error.validator == "not" and len(error.path) == 1
    return is_member and error.validator_value.keys() == {"enum"}


def _is_other_type(error: Any) -> bool:  # noqa: ANN401 - see above
    return error.validator == "type" and not error.path


def _shared_error(
    error: Any,  # noqa: ANN401 - see above
    branches: list[list[Any]],
) -> tuple[Any, tuple[str, ...]]:
    firsts = [next(filter(_is_discriminating, each), None) for each in branches]
    places = {(None if e is None else (tuple(e.path), e.validator)) for e in firsts}
    if None in places or len(places) != 1:
        return error, ()
    choices = dict.fromkeys(_allowed(str(e.validator), e) for e in firsts if e is not None)
    return firsts[0], tuple(choices)


def _problem(keyword: str, error: Any) -> str:  # noqa: ANN401 - see above
    match keyword:
        case "required":
            return f"lacks {', '.join(_missing_keys(error))}"
        case "additionalProperties":
            key = _unknown_keys(error)[0]
            meant = nearest(key, error.schema.get("properties", {}))
            hint = f" (did you mean {preview(meant)}?)" if meant else ""
            return f"has the key {preview(key)}{hint}"
        case "oneOf" if not error.context:
            return f"is {preview(error.instance)}, which matches more than one alternative"
        case "anyOf" | "oneOf" if all(_lacks(error.instance, b) for b in error.validator_value):
            return (
                f"lacks {' or '.join(' and '.join(b['required']) for b in error.validator_value)}"
            )
        case "uniqueItems":
            return _repeats(error.instance)
        case _:
            return f"is {preview(error.instance)}"


def _repeats(items: list[JSON]) -> str:
    places = first_duplicate(items)
    if places is None:
        return f"is {preview(items)}"
    earlier, later = places
    return f"has {preview(items[later])} at {earlier} and again at {later}"


def _missing_keys(error: Any) -> list[str]:  # noqa: ANN401 - see above
    return [name for name in error.validator_value if name not in error.instance]


def _unknown_keys(error: Any) -> tuple[str, ...]:  # noqa: ANN401 - see above
    return tuple(unknown_keys(error.instance, error.schema))


def _lacks(value: JSON, branch: JSON) -> bool:
    wanted = branch.get("required", ()) if isinstance(branch, Mapping) else ()
    return isinstance(value, Mapping) and bool(wanted) and not value.keys() >= {*wanted}


def _allowed(keyword: str, error: Any) -> str:  # noqa: ANN401 - see above
    value = error.validator_value
    match keyword:
        case "type":
            return " or ".join(value) if isinstance(value, list) else str(value)
        case "enum":
            return _listed([*map(preview, value[:MAX_LISTED])], len(value))
        case "additionalProperties":
            likes = [f"those like {each}" for each in error.schema.get("patternProperties", {})]
            names = [*error.schema.get("properties", {}), *likes]
            return f"no other keys than {_listed(names, len(names))}" if names else "no keys"
        case "uniqueItems":
            return "each item once"
        case "anyOf" | "oneOf":
            return " or ".join(_branch(branch) for branch in value)
        case _:
            return f"{keyword} {preview(value)}"


def _listed(texts: Sequence[str], count: int) -> str:
    """Return the first of so many texts as one, with how many more there are."""
    more = f" and {count - MAX_LISTED} more" if count > MAX_LISTED else ""
    return f"{', '.join(texts[:MAX_LISTED])}{more}"


def _branch(branch: JSON) -> str:
    if isinstance(branch, Mapping) and "required" in branch:
        return f"with {', '.join(branch['required'])}"
    if isinstance(branch, Mapping) and branch.keys() == {"allOf"}:
        # The branch of a discriminator, and what is excluded from it.
        branch = branch["allOf"][0]
    reference = branch.get("$ref") if isinstance(branch, Mapping) else None
    return _name_of(reference) if isinstance(reference, str) else preview(branch)


def _name_of(reference: str) -> str:
    """Return the last part of a reference to a schema, which is its name.

    >>> _name_of("#/$defs/%23~1components~1schemas~1Cat")
    'Cat'
    """
    place = unescape(unquote(reference.rpartition("/")[2]))
    return preview_text(unescape(place.rpartition("/")[2]))
