"""What was sent for a parameter, split at the delimiters of its style; not yet typed.

The table is that of OpenAPI ("Style Examples" of the Parameter Object) with RFC 6570, from which
it comes. Where the two editions of the table differ (`label` without `explode`), both are read.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias, TypeVar
from urllib.parse import unquote_plus

from openapi.contract import Location, Parameter
from openapi.parameters.errors import InvalidParameterError, not_allowed, sent_twice, short

Tree: TypeAlias = "str | list[str] | dict[str, Tree]"  # a scalar, items, or members by name

_Part = TypeVar("_Part")

Pairs = Sequence[tuple[str, str]]

MAX_ITEMS = 1000  # items of one list parameter, or members of one object
MAX_LEVELS = 16  # brackets behind each other in the name of a `deepObject` member
SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}  # by style; else a comma


def is_named_apart(parameter: Parameter) -> bool:
    """Whether members or items are parameters of their own: `explode` in a query or cookie."""
    return parameter.explode and parameter.location in (Location.QUERY, Location.COOKIE)


def scalar_text(parameter: Parameter, texts: Sequence[str]) -> str:
    """Return the text of a scalar without what its style puts in front.

    Raises:
        InvalidParameterError: It was sent more than once, or not in its style.
    """
    text = _single(parameter, texts)
    if parameter.style == "matrix":
        return _behind_name(parameter, text)
    return _behind(text, ".") if parameter.style == "label" else text


def item_texts(parameter: Parameter, texts: Sequence[str]) -> list[str]:
    """Return the texts of a list's items.

    Raises:
        InvalidParameterError: They are too many, or not in their style.
    """
    if is_named_apart(parameter):
        return _bounded(_split_cookie(parameter, texts))
    if parameter.style == "matrix" and parameter.explode:
        parts = _behind(_single(parameter, texts), ";").split(";")
        return [_behind_name(parameter, f";{part}") for part in _bounded(parts)]
    text = scalar_text(parameter, texts)
    separator = SEPARATORS.get(parameter.style, ",")
    if parameter.style == "label" and (parameter.explode or "," not in text):
        separator = "."
    return split_texts(parameter, text, separator)


def split_texts(
    parameter: Parameter, text: str, separator: str, decode: Callable[[str], str] = str
) -> list[str]:
    """Return the parts of a text; none of an empty one.

    Raises:
        InvalidParameterError: They are too many.
    """
    parts = _bounded(text.split(separator)) if text else []
    is_header = parameter.location is Location.HEADER
    return [part.strip() if is_header else decode(part) for part in parts]


def raw_item_texts(parameter: Parameter, raw_query: str) -> list[str] | None:
    """Return the items of a list in a query whose items may contain encoded commas.

    None if the text has no encoded comma, so that it does not matter, or is sent more than once.
    """
    if "%2c" not in raw_query.lower():
        return None
    parts = (part.partition("=") for part in raw_query.split("&"))
    sent = [value for name, _, value in parts if unquote_plus(name) == parameter.name]
    return split_texts(parameter, sent[0], ",", unquote_plus) if len(sent) == 1 else None


def member_texts(parameter: Parameter, texts: Sequence[str]) -> dict[str, Tree]:
    """Return the texts of an object's members that are sent in one text.

    Raises:
        InvalidParameterError: They are too many, or not in their style.
    """
    if not parameter.explode:
        return paired(item_texts(parameter, texts))
    text = _single(parameter, texts)
    if parameter.style == "matrix":
        parts = _behind(text, ";").split(";")
    elif parameter.style == "label":
        parts = _joined_decimals(_behind(text, ".").split("."))
    else:
        parts = split_texts(parameter, text, ",")
    pairs = [part.partition("=") for part in _bounded(parts)]
    for name, equals, _ in pairs:
        if not equals:
            raise not_allowed(name, "name=value for each member")
    return _distinct((name, text) for name, _, text in pairs)


def paired(parts: list[str]) -> dict[str, Tree]:
    """Return members whose names and texts alternate, such as `R,100,G,200`.

    Raises:
        InvalidParameterError: A name has no text, or is there twice.
    """
    if len(parts) % 2:
        raise InvalidParameterError(
            f"has the name {short(parts[-1])} without a value",
            found=short(parts[-1]),
            allowed="a value behind each name",
        )
    return _distinct(zip(parts[::2], parts[1::2], strict=True))


def named_members(
    parameter: Parameter, pairs: Pairs, is_member: Callable[[str], bool]
) -> dict[str, Tree]:
    """Return the texts of an object's members that are parameters of their own.

    Raises:
        InvalidParameterError: They are too many.
    """
    found: dict[str, Tree] = {}
    members = [pair for pair in pairs if is_member(pair[0])]
    if parameter.location is Location.COOKIE:
        members = [each for name, text in members for each in _cookie_members(name, text)]
    for name, text in _bounded(members):
        texts = found.setdefault(name, [])
        if isinstance(texts, list):
            texts.append(text)
    return found


def bracketed_members(parameter: Parameter, pairs: Pairs) -> dict[str, Tree]:
    """Return the texts of a `deepObject`: `p[a]`, `p[a][b]`, and items as `p[a]`, twice.

    Raises:
        InvalidParameterError: They are too many or too deep, or a member is a text and an object.
    """
    tree: dict[str, Tree] = {}
    prefix = f"{parameter.name}["
    sent = [(name, text) for name, text in pairs if name.startswith(prefix) and name[-1] == "]"]
    for name, text in _bounded(sent):
        keys = name[len(prefix) : -1].split("][")
        if any("[" in key or "]" in key for key in keys) or not keys[0]:
            continue
        if len(keys) > MAX_LEVELS:
            raise InvalidParameterError(
                "is nested too deep", found=short(name), allowed=f"{MAX_LEVELS} levels"
            )
        _put(tree, keys, text)
    return tree


def _put(tree: dict[str, Tree], keys: Sequence[str], text: str) -> None:
    *above, last = keys
    node: Tree = tree
    for key in above:
        node = node.setdefault(key, {}) if isinstance(node, dict) else node
    texts = node.setdefault(last, []) if isinstance(node, dict) else node
    if not isinstance(node, dict) or not isinstance(texts, list):
        raise InvalidParameterError(
            f"has {short('.'.join(keys))} both as a value and as an object",
            found=short(text),
            allowed="one of them",
        )
    texts.append(text)


def _distinct(pairs: Iterable[tuple[str, str]]) -> dict[str, Tree]:
    members: dict[str, Tree] = {}
    for name, text in pairs:
        if name in members:
            raise sent_twice(name, text)
        members[name] = text
    return members


def _joined_decimals(parts: Sequence[str]) -> list[str]:
    """Return parts without those that only a dot inside a value has made: `R=1.5.G=2`."""
    joined: list[str] = []
    for part in parts:
        if joined and "=" not in part:
            joined[-1] += f".{part}"
        else:
            joined.append(part)
    return joined


def _split_cookie(parameter: Parameter, texts: Sequence[str]) -> list[str]:
    """Return the texts of items; OpenAPI 3.0 shows `a=1&a=2` for cookies, too."""
    if parameter.location is not Location.COOKIE:
        return [*texts]
    return [part for text in texts for part in text.split(f"&{parameter.name}=")]


def _cookie_members(name: str, text: str) -> list[tuple[str, str]]:
    """Return the members in one cookie; OpenAPI 3.0 shows `R=1&G=2` for cookies, too."""
    first, *rest = text.split("&")
    if not all("=" in part for part in rest):
        return [(name, text)]
    others = (part.partition("=") for part in rest)
    return [(name, first), *((key, value) for key, _, value in others)]


def _single(parameter: Parameter, texts: Sequence[str]) -> str:
    if parameter.location is Location.HEADER:
        return ", ".join(texts)
    if len(texts) > 1:
        raise InvalidParameterError(
            f"is sent {len(texts)} times, allowed is once", found=short(texts[1]), allowed="once"
        )
    return texts[0]


def _behind(text: str, mark: str) -> str:
    if not text.startswith(mark):
        raise not_allowed(text, f"a text that begins with {mark!r}")
    return text[1:]


def _behind_name(parameter: Parameter, text: str) -> str:
    name, _, value = _behind(text, ";").partition("=")
    if name != parameter.name:
        raise not_allowed(text, f";{parameter.name}=value")
    return value


def _bounded(parts: list[_Part]) -> list[_Part]:
    if len(parts) > MAX_ITEMS:
        raise InvalidParameterError(
            f"has {len(parts)} items", found="", allowed=f"at most {MAX_ITEMS} items"
        )
    return parts
