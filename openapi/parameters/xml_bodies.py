"""JSON values as XML, as OpenAPI's XML Object describes it."""

import re
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from openapi.contract import Schema
from openapi.json.parsing import dump_json
from openapi.json.pointers import unescape
from openapi.json.types import JSON
from openapi.parameters.shape import member_of, shape_of

_NO_NAME = re.compile(r"[^0-9A-Za-z_.\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff-]")
_NO_CHARACTER = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (2.2) does not count as a character."""

TEXT_NODES = frozenset({"text", "cdata"})
"""What `xml.nodeType` says of a member that is its element's own text (OpenAPI 3.2)."""

_ANYTHING = Schema(definition={}, pointer="", root={})


def write_xml(value: JSON, schema: Schema | None) -> bytes:
    """Return a JSON value as an XML document.

    Characters that XML cannot have are replaced.

    The schema's `xml` names elements and attributes; without a name, the root has that of the
    schema's component, or is called `root`.
    """
    shape = shape_of(schema) if schema is not None else _ANYTHING
    root = _element(xml_of(shape), _component(schema) or "root")
    if isinstance(value, list):
        for index, each in enumerate(value):
            _add(root, "item", each, child_of(shape, index))
    else:
        _fill(root, value, shape)
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _fill(element: ET.Element, value: JSON, shape: Schema) -> None:
    """Write a value that is no list into its element."""
    if not isinstance(value, Mapping):
        element.text = _text(value)
        return
    for key, member in value.items():
        child = child_of(shape, key)
        xml = xml_of(child)
        is_plain = not isinstance(member, list | Mapping)
        if is_plain and xml.get("attribute") is True:
            element.set(_name(xml, key), _text(member))
        elif is_plain and xml.get("nodeType") in TEXT_NODES:
            element.text = (element.text or "") + _text(member)
        else:
            _add(element, key, member, child)


def _add(parent: ET.Element, key: str, value: JSON, shape: Schema) -> None:
    """Write a member into its parent: an element, or one for each item of a list."""
    xml = xml_of(shape)
    if not isinstance(value, list):
        element = _element(xml, key)
        parent.append(element)
        _fill(element, value, shape)
        return
    holder, name = parent, key
    if xml.get("wrapped") is True:
        holder, name = _element(xml, key), str(xml.get("name", key))
        parent.append(holder)
    for index, each in enumerate(value):
        _add(holder, name, each, child_of(shape, index))


def _element(xml: Mapping[str, JSON], name: str) -> ET.Element:
    element = ET.Element(_name(xml, name))
    namespace, prefix = xml.get("namespace"), xml.get("prefix")
    if isinstance(namespace, str):
        name = f"xmlns:{_legal(prefix)}" if isinstance(prefix, str) and prefix else "xmlns"
        element.set(name, _text(namespace))
    return element


def _name(xml: Mapping[str, JSON], name: str) -> str:
    """Return the name of an element or attribute, with its prefix."""
    own, prefix = _legal(str(xml.get("name") or name)), xml.get("prefix")
    return f"{_legal(prefix)}:{own}" if isinstance(prefix, str) and prefix else own


def _legal(name: str) -> str:
    """Return a name without characters that XML's names cannot have (XML 1.0, 2.3)."""
    legal = _NO_NAME.sub("_", name)
    return legal if legal[:1].isalpha() or legal[:1] == "_" else f"_{legal}"


def _text(value: JSON) -> str:
    text = value if isinstance(value, str) else "" if value is None else dump_json(value).decode()
    return _NO_CHARACTER.sub("\ufffd", text)


def xml_of(shape: Schema) -> Mapping[str, JSON]:
    """Return the XML Object of a schema; empty without one."""
    xml = shape.definition.get("xml")
    return xml if isinstance(xml, Mapping) else {}


def child_of(shape: Schema, token: str | int) -> Schema:
    """Return the shape of a member or of an item; without one, a schema that allows anything."""
    return shape_of(member_of(shape, token))


def _component(schema: Schema | None) -> str:
    """Return the name of the component that a schema is; empty for one without a name."""
    holder, _, name = (schema.pointer if schema else "").rpartition("/")
    return unescape(name) if holder == "/components/schemas" else ""
