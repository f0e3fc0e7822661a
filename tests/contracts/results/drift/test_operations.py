"""Tests of one operation as a whole."""

from tests.contracts.traffic import documented, drifted, exchange, seen, tree


def typed(media_type):
    """Return the answers of an operation with this media type."""
    return {"200": {"description": "", "content": {media_type: {"schema": {"type": "object"}}}}}


def test_another_media_type_breaks(tmp_path):
    """A page of HTML instead of JSON; another JSON type does not."""
    side = documented(tmp_path, tree({"type": "object"}))
    html = documented(tmp_path, tree({}, responses=typed("text/html")), "b.json")
    other = documented(tmp_path, tree({}, responses=typed("application/hal+json")), "c.json")
    page = seen(exchange("/orders", b"<p>", headers=(("Content-Type", "text/html"),)))

    assert drifted(side, html) == ["breaking certain media-type-changed answer 200"]
    assert drifted(side, page) == ["breaking certain media-type-changed answer 200"]
    assert drifted(side, other) == []
