"""XML bodies of requests as JSON values, as OpenAPI's XML Object describes them.

The parser is expat without document types, so there are no entities but XML's own five. Elements
and attributes are found by their names, whatever their prefixes are.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from openapi.contract import Schema
from openapi.json.types import JSON
from openapi.parameters.scalars import parse_scalar
from openapi.parameters.shape import kind_of, shape_of
from openapi.parameters.xml_bodies import TEXT_NODES, child_of, xml_of
from openapi.schema.types import takes_null
from openapi.schema.walk import named_members

MAX_DEPTH = 64  # elements inside each other
MAX_ELEMENTS = 100_000  # elements and attributes of one body

_CHOICES = frozenset({"oneOf", "anyOf", "not", "if"})
_SCALARS = frozenset({"string", "integer", "number", "boolean"})


class XmlError(ValueError):
    """A body cannot be read as XML; the message is what is wrong, a clause."""


@dataclass(slots=True)
class _Element:
    name: str
    attributes: Mapping[str, str]
    children: list["_Element"] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.texts).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class XmlValue:
    """The value of an XML body."""

    value: JSON
    # Whether its schema says of each part how it is written. Of a choice (`oneOf`) or without a
    # type, a number may be a text as well, so the value cannot be judged.
    is_clear: bool


def read_xml(body: bytes, schema: Schema | None) -> XmlValue:
    """Return the value of an XML body.

    The schema's `xml` names elements and attributes.

    Raises:
        XmlError: The body is not well-formed, has a document type, or is too large or deep; or its
            root element has another name than `xml.name` says.
    """
    root = _parse(body)
    if schema is None:
        return XmlValue(value=None, is_clear=False)
    shape = shape_of(schema)
    name = xml_of(shape).get("name")
    if isinstance(name, str) and _local(name) != root.name:
        message = f"has the root element {root.name[:80]!r}, allowed is {name!r}"
        raise XmlError(message)
    reader = _Reader()
    is_list = kind_of(shape) == "array"
    value = reader.items(root.children, shape) if is_list else reader.value(root, shape)
    return XmlValue(value=value, is_clear=reader.is_clear)


def _parse(body: bytes) -> _Element:
    """Return the root element of a body."""
    declared = _ENCODING.match(body)
    if declared is not None and declared[1].lower() not in _ENCODINGS:
        message = f"is in the encoding {declared[1][:40].decode()!r}, which is not read"
        raise XmlError(message)
    builder = _TreeBuilder()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = builder.start, builder.end
    parser.CharacterDataHandler = builder.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.buffer_text = True
    try:
        parser.Parse(body, True)  # noqa: FBT003 - as expat calls it
    except (expat.ExpatError, LookupError) as error:
        message = f"is not XML: {error}"
        raise XmlError(message) from error
    return builder.found[0]


_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,20}=\s{0,20}[\"']([A-Za-z0-9._-]{1,80})")
_ENCODINGS = frozenset({b"utf-8", b"utf-16", b"iso-8859-1", b"us-ascii"})
"""Those that expat reads itself; for others it would ask Python's codecs."""


def _refuse_document_type(*_about: object) -> None:
    message = "has a document type, which is not accepted"
    raise XmlError(message)


class _TreeBuilder:
    """Builds the tree of elements from what the parser meets."""

    def __init__(self) -> None:
        self.found: list[_Element] = []
        self._above: list[_Element] = []
        self._count = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._count += 1 + len(attributes)
        if self._count > MAX_ELEMENTS or len(self._above) >= MAX_DEPTH:
            message = f"has more than {MAX_ELEMENTS} elements, or {MAX_DEPTH} inside each other"
            raise XmlError(message)
        own = {_local(key): text for key, text in attributes.items() if not _is_namespace(key)}
        element = _Element(_local(name), own)
        (self._above[-1].children if self._above else self.found).append(element)
        self._above.append(element)

    def end(self, _name: str) -> None:
        self._above.pop()

    def text(self, data: str) -> None:
        if self._above:
            self._above[-1].texts.append(data)


class _Reader:
    def __init__(self) -> None:
        self.is_clear = True

    def value(self, element: _Element, shape: Schema) -> JSON:
        """Return what an element that is no list means."""
        kind = kind_of(shape)
        if not _CHOICES.isdisjoint(shape.definition):
            self.is_clear = False
        if kind == "object":
            return self._object(element, shape)
        if kind == "array":
            return self.items([element], shape)
        if kind in _SCALARS:
            return _scalar(element.text, shape)
        self.is_clear = False
        return self._unknown(element)

    def items(self, elements: list[_Element], shape: Schema) -> list[JSON]:
        """Return the items of a list, each from its element."""
        return [self.value(each, child_of(shape, i)) for i, each in enumerate(elements)]

    def _object(self, element: _Element, shape: Schema) -> JSON:
        if not element.children and not element.attributes and not element.text:
            return None if takes_null(shape.definition) else self._with_lists({}, [], shape)
        found: dict[str, JSON] = {}
        rest = list(element.children)
        attributes = dict(element.attributes)
        for key, child in _properties(shape):
            xml = xml_of(child)
            name = _local(str(xml.get("name") or key))
            if xml.get("attribute") is True:
                if name in attributes:
                    found[key] = _scalar(attributes.pop(name), child)
                continue
            if xml.get("nodeType") in TEXT_NODES:
                found[key] = _scalar(element.text, child)
                continue
            if kind_of(child) == "array" and xml.get("wrapped") is not True:
                name = _item_name(child, key)
            own = [each for each in rest if each.name == name]
            rest = [each for each in rest if each.name != name]
            if own:
                found[key] = self._member(own, child)
        for name, text in attributes.items():
            found.setdefault(name, text)
        return self._with_lists(found, rest, shape)

    def _with_lists(self, found: dict[str, JSON], rest: list[_Element], shape: Schema) -> JSON:
        """Return an object with its other elements; a list without items has no element at all.

        Clients often name an element like its member where the document has another name for it.
        """
        for key, child in _properties(shape):
            own = [each for each in rest if each.name == key]
            if own and key not in found:
                found[key] = self._member(own, child)
        for each in rest:
            self.is_clear = False
            found.setdefault(each.name, self._unknown(each))
        required = shape.definition.get("required")
        for key, child in _properties(shape):
            is_list = kind_of(child) == "array" and xml_of(child).get("wrapped") is not True
            if is_list and isinstance(required, list) and key in required:
                found.setdefault(key, [])
        return found

    def _member(self, own: list[_Element], child: Schema) -> JSON:
        if kind_of(child) != "array":
            # An element that comes twice where one is allowed is no valid value.
            return self.value(own[0], child) if len(own) == 1 else [e.text for e in own]
        if xml_of(child).get("wrapped") is True:
            own = [item for each in own for item in each.children]
        return self.items(own, child)

    def _unknown(self, element: _Element) -> JSON:
        """Return what an element without a schema means."""
        if not element.children and not element.attributes:
            return element.text
        found: dict[str, JSON] = dict(element.attributes)
        for each in element.children:
            found.setdefault(each.name, self._unknown(each))
        return found


def _scalar(text: str, shape: Schema) -> JSON:
    """Return the typed value of a text; the text itself if it is none, for the schema to refuse."""
    try:
        return parse_scalar(text, shape)
    except ValueError:
        return text


def _properties(shape: Schema) -> list[tuple[str, Schema]]:
    return [(key, shape_of(each)) for key, each in named_members(shape, choices=False)]


def _item_name(shape: Schema, key: str) -> str:
    return _local(str(xml_of(child_of(shape, 0)).get("name") or key))


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _is_namespace(name: str) -> bool:
    return name == "xmlns" or name.startswith("xmlns:")
