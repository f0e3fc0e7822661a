"""XML of requests is read as OpenAPI's XML Object describes it."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.http.bodies.xml_reading import MAX_DEPTH, XmlError, XmlValue, read_xml
from openapi.parameters.xml_bodies import write_xml
from tests.acceptance.cases import cases
from tests.openapi.schemas import schema

TEXT = {"type": "string"}
PET = {
    "type": "object",
    "required": ["tags"],
    "properties": {
        "id": {"type": "integer", "xml": {"attribute": True}},
        "name": {**TEXT, "xml": {"name": "n", "prefix": "p", "namespace": "http://x.test/n"}},
        "tags": {"type": "array", "items": {**TEXT, "xml": {"name": "tag"}}},
        "owners": {
            "type": "array",
            "xml": {"wrapped": True},
            "items": {"type": "object", "properties": {"age": {"type": "number"}},
                      "xml": {"name": "owner"}},
        },
        "note": {**TEXT, "nullable": True},
        "is_old": {"type": "boolean"},
    },
    "xml": {"name": "pet"},
}  # fmt: skip


def read(text, definition=PET):
    """Return the value of an XML text."""
    return read_xml(text.encode(), schema(definition))


@cases(
    "text, value",
    {
        "attribute": ('<pet id="7"/>', {"id": 7, "tags": []}),
        "any prefix": ('<pet xmlns:q="u"><q:n>Rex</q:n></pet>', {"name": "Rex", "tags": []}),
        "list": ("<pet><tag>a</tag><tag>b</tag></pet>", {"tags": ["a", "b"]}),
        "wrapped list": (
            "<pet><owners><owner><age>1.5</age></owner><owner/></owners></pet>",
            {"tags": [], "owners": [{"age": 1.5}, {}]},
        ),
        "true": ("<pet><is_old>true</is_old></pet>", {"tags": [], "is_old": True}),
        "a number that is none": ('<pet id="x"/>', {"id": "x", "tags": []}),
        "twice": (
            "<pet><is_old>true</is_old><is_old>true</is_old></pet>",
            {"tags": [], "is_old": ["true", "true"]},
        ),
        "escapes": ("<pet><tag>&lt;a&gt;&amp;</tag></pet>", {"tags": ["<a>&"]}),
    },
)
def test_elements_and_attributes_are_typed_by_the_schema(text, value):
    """Names, prefixes, attributes and wrapped lists are those of the schema's `xml`."""
    assert read(text) == XmlValue(value=value, is_clear=True)


def test_a_text_node_is_the_text_of_its_element():
    """The text beside elements and attributes is the member with this `nodeType` (OpenAPI 3.2)."""
    member = {"type": "integer", "xml": {"nodeType": "text"}}
    of = {"type": "object", "properties": {"id": {"xml": {"attribute": True}}, "count": member}}

    assert read('<r id="a"> 7 </r>', of).value == {"id": "a", "count": 7}


@cases(
    "definition, text",
    {
        "choice": ({"oneOf": [TEXT, {"type": "integer"}]}, "<a>1</a>"),
        "no type": ({"type": "object", "properties": {"a": {}}}, "<r><a>1</a></r>"),
        "unknown element": (PET, "<pet><other>1</other></pet>"),
    },
)
def test_what_the_schema_leaves_open_is_not_judged(definition, text):
    """A text could be a number as well."""
    assert not read(text, definition).is_clear


@cases(
    "text, message",
    {
        "not well-formed": ("<pet>", "is not XML: "),
        "no XML": ("{}", "is not XML: "),
        "entities": (
            '<!DOCTYPE pet [<!ENTITY a "b">]><pet><n>&a;</n></pet>',
            "has a document type",
        ),
        "an external entity": (
            '<!DOCTYPE pet SYSTEM "file:///etc/passwd"><pet/>',
            "has a document type",
        ),
        "an unknown entity": ("<pet>&x;</pet>", "is not XML: "),
        "another root": ("<dog/>", "has the root element 'dog', allowed is 'pet'"),
        "depth": ("<pet>" * (MAX_DEPTH + 1), "inside each other"),
        "an unknown encoding": ('<?xml version="1.0" encoding="x"?><pet/>', "the encoding 'x'"),
        "a codec of Python": ('<?xml version="1.0" encoding="punycode"?><pet/>', "the encoding"),
    },
)
def test_what_is_no_usable_xml_is_refused(text, message):
    """The message completes 'the request body …'."""
    with pytest.raises(XmlError, match=message.replace("(", r"\(")):
        read(text)


VALUES = st.fixed_dictionaries(
    {"tags": st.lists(st.text("ab<&é", min_size=1), max_size=3)},
    optional={
        "id": st.integers(-(2**40), 2**40),
        "name": st.text("abc", min_size=1),
        "is_old": st.booleans(),
    },
)


@given(VALUES)
def test_what_the_mock_writes_is_read_back(value):
    """Writing and reading agree for every value of a plain schema."""
    where = schema(PET)

    assert read_xml(write_xml(value, where), where).value == value


@given(st.binary(max_size=60))
def test_no_bytes_end_the_reader(body):
    """Any body is a value or a refusal."""
    with suppress(XmlError):
        read_xml(body, schema(PET))


def test_element_may_be_named_like_its_member():
    """Where the document has another name, clients often use the member's."""
    category = {
        "type": "object",
        "xml": {"name": "Category"},
        "properties": {"id": {"type": "integer"}},
    }
    urls = {"type": "array", "xml": {"name": "url", "wrapped": True}, "items": TEXT}
    pet = {"type": "object", "properties": {"category": category, "urls": urls}}
    text = "<pet><category><id>1</id></category><urls><url>a</url></urls></pet>"

    assert read(text, pet).value == {"category": {"id": 1}, "urls": ["a"]}
