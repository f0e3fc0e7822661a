"""The smallest valid files of common formats, for bodies that a schema cannot describe.

A document says of an image or an archive only that it is bytes; a text under its media type would
be no image.
"""

from base64 import b64decode
from collections.abc import Mapping
from functools import cache

from openapi.contract import essence

_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNgAAAAAgAB5Sfe/AAAAABJRU5ErkJggg=="
)
_GIF = "R0lGODdhAQABAIEAAAAAAAAAAAAAAAAAACwAAAAAAQABAAAIBAABBAQAOw=="
_JPEG = (
    "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////"
    "////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAA"
    "AAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AN//Z"
)
_WEBP = "UklGRhoAAABXRUJQVlA4TA4AAAAvAAAAAAcQEf0PRET/Aw=="  # images of one pixel

_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>\n'
_ZIP = b"PK\x05\x06" + bytes(18)  # the record that ends an archive, here of no files

_GZIP = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x03\x00" + bytes(8)
"""A member without content (RFC 1952)."""

_WAV = (
    b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"
    b"\x40\x1f\x00\x00\x40\x1f\x00\x00\x01\x00\x08\x00data\x00\x00\x00\x00"
)
"""Sound of no length: one channel, 8,000 values of 8 bits a second."""


def smallest_file(media_type: str) -> bytes | None:
    """Return the smallest file of a media type; None if the format is not known here.

    >>> smallest_file("image/gif")[:6]
    b'GIF87a'
    """
    return _files().get(essence(media_type))


@cache
def _files() -> Mapping[str, bytes]:
    return {
        "application/gzip": _GZIP,
        "application/pdf": _pdf(),
        "application/zip": _ZIP,
        "audio/wav": _WAV,
        "image/gif": b64decode(_GIF),
        "image/jpeg": b64decode(_JPEG),
        "image/png": b64decode(_PNG),
        "image/svg+xml": _SVG,
        "image/webp": b64decode(_WEBP),
    }


def _pdf() -> bytes:
    """Return a document of one empty page (ISO 32000-1, 7.5)."""
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>",
    )
    text, offsets = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        offsets.append(len(text))
        text += b"%d 0 obj%bendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return text + head + table + end % (len(objects) + 1, len(text))
