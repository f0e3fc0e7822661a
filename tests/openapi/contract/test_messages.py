"""Answers and examples, found by name."""

from openapi.contract import Basis, Example, MediaType, Response, Source


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
