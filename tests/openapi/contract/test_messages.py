"""Answers and examples, found by name."""

from openapi.contract import Basis, Example, MediaType, Response, Source, is_json_type, is_xml_type


def test_media_types_and_examples_by_name():
    """Without a name the first one, or the default one."""
    examples = (Example(name="a", value=1), Example(name="b", value=2))
    media = MediaType(name="application/json", schema=None, examples=examples, default_example="b")
    response = Response(status="200", description="x", media_types=(media,))

    assert response.media_type() is media
    assert response.media_type("application/json") is media
    assert response.media_type("text/plain") is None
    assert Response(status="204", description="x").media_type() is None
    assert (media.example().value, media.example("a").value, media.example("c")) == (2, 1, None)


def test_placeholders_are_known_by_their_basis():
    """A placeholder of the documents is exempt from schema and rules."""
    assert Example(name="a", value={}, source=Source(basis=Basis.PLACEHOLDER)).is_placeholder
    assert not Example(name="a", value={}, source=Source(basis=Basis.DOCUMENTED)).is_placeholder
    assert not Example(name="a", value={}).is_placeholder


def test_media_types_of_json():
    """Suffixes, capitals and parameters are known; a media type that only sounds like it is not."""
    assert all(map(is_json_type, ["application/json", "Text/JSON; charset=utf-8", "a/b+json"]))
    assert not any(map(is_json_type, ["application/jsonl", "text/plain", "application/json-seq"]))


def test_media_types_of_xml():
    """XML has two names and a suffix."""
    assert is_xml_type("text/xml; charset=utf-8")
    assert is_xml_type("application/problem+xml")
    assert not is_xml_type("application/json")
