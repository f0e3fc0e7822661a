"""The smallest files are what their media type says."""

import gzip
import struct
import wave
import zlib
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from mock_server.http.bodies.files import smallest_file
from tests.acceptance.cases import cases


@cases(
    "media_type, start, end",
    {
        "gif": ("image/gif", b"GIF87a\x01\x00\x01\x00", b";"),
        "jpeg": ("image/jpeg", b"\xff\xd8\xff", b"\xff\xd9"),
        "webp": ("image/webp", b"RIFF\x1a\x00\x00\x00WEBP", b""),
        "pdf": ("application/pdf", b"%PDF-1.4\n", b"%%EOF\n"),
        "with a parameter": ("Image/GIF; q=1", b"GIF", b";"),
    },
)
def test_a_file_begins_and_ends_as_its_format(media_type, start, end):
    """Programs recognise the format by its first bytes."""
    content = smallest_file(media_type)

    assert content.startswith(start)
    assert content.endswith(end)


def test_png_has_one_pixel():
    """Every chunk has its length and checksum, and the pixel can be decompressed."""
    content, at, chunks = smallest_file("image/png"), 8, {}
    while at < len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        name, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + size]
        (checksum,) = struct.unpack(">I", content[at + 8 + size : at + 12 + size])
        assert checksum == zlib.crc32(name + data)
        chunks[name], at = data, at + 12 + size

    assert [*chunks] == [b"IHDR", b"IDAT", b"IEND"]
    assert struct.unpack(">II", chunks[b"IHDR"][:8]) == (1, 1)
    assert zlib.decompress(chunks[b"IDAT"]) == b"\x00\x00"


def test_archives_and_sounds_are_empty():
    """The standard library opens them."""
    assert ZipFile(BytesIO(smallest_file("application/zip"))).namelist() == []
    assert gzip.decompress(smallest_file("application/gzip")) == b""
    with wave.open(BytesIO(smallest_file("audio/wav"))) as sound:
        assert sound.getnframes() == 0


def test_svg_is_xml():
    """An image of the web is in its namespace."""
    root = ET.fromstring(smallest_file("image/svg+xml"))  # noqa: S314 - our own file

    assert root.tag == "{http://www.w3.org/2000/svg}svg"


def test_pdf_table_has_the_place_of_each_object():
    """Each offset of the table is that of its object, and the last number that of the table."""
    content = smallest_file("application/pdf")
    lines = content.splitlines()
    first = lines.index(b"xref") + 3
    offsets = [int(line.split()[0]) for line in lines[first : first + 3]]

    assert [content[at:].split(b" ")[0] for at in offsets] == [b"1", b"2", b"3"]
    assert content[int(lines[-2]) :].startswith(b"xref\n")


def test_other_formats_have_no_file():
    """Nothing is invented for a format that is not known."""
    assert smallest_file("video/mp4") is None
