"""The parts of a multipart body."""

import pytest

from openapi.parameters.errors import InvalidParameterError
from openapi.parameters.multipart import MAX_FIELDS, Part, parts_of

TYPE = "multipart/form-data; boundary=x"


def test_parts_have_their_headers():
    """Names of headers are in lower case; the content keeps its line ends."""
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\nX-More:  1 \r\n\r\nb\r\nc\r\n--x--'

    assert [*parts_of(body, TYPE)] == [
        Part("a", "b\r\nc", (("content-disposition", 'form-data; name="a"'), ("x-more", "1")))
    ]


def test_the_number_of_parts_is_bounded():
    """Some megabytes of boundaries would become gigabytes of parts."""
    with pytest.raises(InvalidParameterError, match=f"more than {MAX_FIELDS} fields"):
        [*parts_of(b"--x\r\n" * (MAX_FIELDS + 1), TYPE)]
