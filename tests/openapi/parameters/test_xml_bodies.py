"""JSON values are written as XML as OpenAPI's XML Object describes it."""

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from openapi.parameters.xml_bodies import write_xml
from tests.acceptance.cases import cases
from tests.openapi.schemas import ref, schema
from tests.properties.values import JSON_VALUES

TEXT = {"type": "string"}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def xml(value, definition, **components):
    """Return a value as XML without the declaration and the line's end."""
    text = write_xml(value, schema(definition, **components)).decode()
    assert text.startswith(DECLARATION)
    return text.removeprefix(DECLARATION).rstrip("\n")


def one(definition, value):
    """Return an object with one member as XML."""
    kind = {"type": "object", "xml": {"name": "r"}, "properties": {"animals": definition}}
    return xml({"animals": value}, kind).removeprefix("<r>").removesuffix("</r>")


def animals(items=None, **keywords):
    """Return the schema of a list of texts."""
    return {"type": "array", "items": {**TEXT, **(items or {})}, **keywords}


@cases(
    "definition, value, text",
    {
        "element": (TEXT, "a", "<animals>a</animals>"),
        "name": ({**TEXT, "xml": {"name": "beast"}}, "a", "<beast>a</beast>"),
        "list": (animals(), ["a", "b"], "<animals>a</animals><animals>b</animals>"),
        "items": (animals({"xml": {"name": "x"}}), ["a", "b"], "<x>a</x><x>b</x>"),
        "reference": (
            {"type": "object", "allOf": [{"properties": {"a": {"xml": {"name": "b"}}}}]},
            {"a": 1}, "<animals><b>1</b></animals>"
        ),
        "other members": (
            {"type": "object", "additionalProperties": {"xml": {"attribute": True}}},
            {"a": 1}, '<animals a="1" />'
        ),
        "outer name without effect": (
            animals({"xml": {"name": "x"}}, xml={"name": "y"}), ["a"], "<x>a</x>"
        ),
        "wrapped": (
            animals(xml={"wrapped": True}), ["a"], "<animals><animals>a</animals></animals>"
        ),
        "wrapped, named": (
            animals({"xml": {"name": "x"}}, xml={"name": "y", "wrapped": True}),
            ["a"], "<y><x>a</x></y>",
        ),
        "wrapped, outer name": (
            animals(xml={"name": "y", "wrapped": True}), ["a"], "<y><y>a</y></y>"
        ),
        "prefix": (
            {**TEXT, "xml": {"namespace": "http://x.test/n", "prefix": "n"}},
            "a", '<n:animals xmlns:n="http://x.test/n">a</n:animals>',
        ),
        "escapes": (TEXT, "<a>&", "<animals>&lt;a&gt;&amp;</animals>"),
        "number": ({"type": "integer"}, 5, "<animals>5</animals>"),
        "nothing": (TEXT, None, "<animals />"),
    },
)  # fmt: skip
def test_members(definition, value, text):
    """The examples of the XML Object in OpenAPI's specification."""
    assert one(definition, value) == text


def test_a_text_node_is_the_text_of_its_element():
    """A member whose `nodeType` is text (OpenAPI 3.2) has no element of its own."""
    properties = {"id": {**TEXT, "xml": {"attribute": True}}}
    for kind in ("text", "cdata"):
        text = {**properties, "text": {**TEXT, "xml": {"nodeType": kind}}}
        of = {"type": "object", "xml": {"name": "r"}, "properties": text}
        assert xml({"id": "7", "text": "a < b"}, of) == '<r id="7">a &lt; b</r>'


def test_attributes_and_the_name_of_the_component():
    """An attribute is in the tag, and the root is called as its component."""
    pet = {
        "type": "object",
        "properties": {"id": {"type": "integer", "xml": {"attribute": True}}, "name": TEXT},
    }
    of = schema(ref("Pet"), Pet=pet)
    component = of.root["components"]["schemas"]["Pet"]
    named = type(of)(definition=component, pointer="/components/schemas/Pet", root=of.root)

    text = write_xml({"id": 1, "name": "a"}, named).decode()

    assert text == f'{DECLARATION}<Pet id="1"><name>a</name></Pet>\n'


@given(JSON_VALUES | st.dictionaries(st.text(), st.text()))
def test_any_value_is_well_formed(value):
    """Whatever a document has as an example, its XML can be parsed."""
    ET.fromstring(write_xml(value, None))  # noqa: S314 - it is our own text
