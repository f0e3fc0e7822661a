"""Names of media types."""

from openapi.contract import essence, is_json_type, is_xml_type


def test_media_types_of_json():
    """Suffixes, capitals and parameters are known; a media type that only sounds like it is not."""
    assert all(map(is_json_type, ["application/json", "Text/JSON; charset=utf-8", "a/b+json"]))
    assert not any(map(is_json_type, ["application/jsonl", "text/plain", "application/json-seq"]))


def test_media_types_of_xml():
    """Suffixes, capitals and parameters are known; HTML is none."""
    assert all(map(is_xml_type, ["application/xml", "Text/XML; charset=utf-8", "a/b+xml"]))
    assert not any(map(is_xml_type, ["text/html", "application/xhtml", "text/plain"]))


def test_parameters_and_capitals_do_not_distinguish_media_types():
    """A type is the same with a charset, and with white space before it."""
    assert essence("Text/CSV ; header=present") == essence("text/csv") == "text/csv"
