"""A document at a URL is fetched once with the files of its origin, and from no other origin."""

import socket
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from gzip import compress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest

from openapi.errors import DocumentError
from openapi.loading.document import LoadOptions, load_contract
from openapi.loading.references.remote import (
    Fetched,
    _request,
    as_typed,
    fetch_document,
    get_file,
    local_path,
)
from tests.openapi.documents import PETS, changed

URL = "https://example.com/api/v1/pets.yaml?version=1"
SCHEMA = '{$ref: "#/components/schemas/Pet"}'


class Origin:
    """Files by URL, and the URLs that were requested."""

    def __init__(self, files):
        self.files = files
        self.asked = []

    def get(self, url, seconds):
        """Return a file."""
        assert seconds > 0
        self.asked.append(url)
        if url not in self.files:
            raise DocumentError("a document cannot be fetched", where=url)
        return Fetched(self.files[url].encode(), url)


def test_files_of_the_origin_are_fetched(tmp_path):
    """A reference is relative to the URL of its file, and may leave its folder."""
    files = {
        URL: changed((SCHEMA, "{$ref: ../shared/pet.yaml#/Pet}")),
        "https://example.com/api/shared/pet.yaml": "Pet: {$ref: other.yaml}",
        "https://example.com/api/shared/other.yaml": "{type: object, required: [a]}",
    }
    origin = Origin(files)

    contract = load_contract(fetch_document(URL, tmp_path, get=origin.get))

    assert contract.api == "pets"
    assert origin.asked == list(files)
    assert "x-files" in contract.tree


@pytest.mark.parametrize(
    "ref",
    ["//elsewhere.example/x.yaml", "file:///etc/passwd", "ftp://example.com/x.yaml"],
)
def test_no_other_origin_is_contacted(tmp_path, ref):
    """A document cannot make the loader contact another machine or read a local file."""
    origin = Origin({URL: changed((SCHEMA, f"{{$ref: '{ref}'}}"))})

    path = fetch_document(URL, tmp_path, get=origin.get)

    assert origin.asked == [URL]
    with pytest.raises(DocumentError, match="is refused"):
        load_contract(path)


def test_what_is_at_another_origin_is_anything(tmp_path):
    """It is not fetched; the document is served without it, and the place is named."""
    origin = Origin({URL: changed((SCHEMA, "{$ref: 'https://elsewhere.example/x.yaml'}"))})

    contract = load_contract(fetch_document(URL, tmp_path, get=origin.get))

    assert origin.asked == [URL]
    assert [each.rule for each in contract.complaints] == ["remote-reference"]


@pytest.mark.parametrize(
    "ref", ["../../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/x"]
)
def test_what_is_fetched_stays_in_its_folder(tmp_path, ref):
    """No form of reference writes a file outside the folder."""
    folder = tmp_path / "folder"
    folder.mkdir()

    class Everything(Origin):
        def get(self, url, seconds):
            assert seconds > 0
            return Fetched(self.files.get(url, "type: object").encode(), url)

    fetch_document(URL, folder, get=Everything({URL: changed((SCHEMA, f"{{$ref: '{ref}'}}"))}).get)

    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_file_that_the_origin_lacks_is_missing(tmp_path):
    """A file that the origin lacks is reported where it is referred to."""
    origin = Origin({URL: changed((SCHEMA, "{$ref: none.yaml}"))})

    path = fetch_document(URL, tmp_path, get=origin.get)

    with pytest.raises(DocumentError, match="names a file that is missing"):
        load_contract(path)


def test_the_total_size_is_bounded(tmp_path, monkeypatch):
    """A document cannot fill the disk."""
    monkeypatch.setattr("openapi.loading.references.remote.MAX_TOTAL_BYTES", len(PETS) - 1)

    with pytest.raises(DocumentError, match=r"too (large|many)"):
        fetch_document(URL, tmp_path, get=Origin({URL: PETS}).get)


@contextmanager
def serving(answers) -> Iterator[str]:
    """Serve (status, headers, body) by path on the loopback, and yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, headers, body = answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_bytes_come_from_a_server(monkeypatch):
    """Redirects on the same server are followed; every other answer gives one message."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("openapi.loading.references.remote.MAX_BYTES", 10)
    answers = {
        "/a": (200, {}, b"openapi"),
        "/b": (302, {"Location": "/a"}, b""),
        "/c": (302, {"Location": "http://localhost:1/a"}, b""),
        "/d": (200, {}, b"x" * 11),
    }
    with serving(answers) as url:
        assert get_file(f"{url}/a", 5) == get_file(f"{url}/b", 5) == (b"openapi", f"{url}/a")
        for path, found in {"/c": "another origin", "/d": "", "/e": "status 404"}.items():
            with pytest.raises(DocumentError) as caught:
                get_file(f"{url}{path}", 5)
            assert found in caught.value.found
    with pytest.raises(DocumentError, match="cannot be fetched"):
        get_file(f"{url}/a", 5)


@contextmanager
def sending(*chunks: bytes, pause: float = 0.0) -> Iterator[str]:
    """Serve these bytes to every connection; with a pause, the last of them again and again."""
    is_over = Event()

    def handle(connection):
        with suppress(OSError), connection:
            connection.recv(65536)
            connection.sendall(chunks[0])
            while pause and not is_over.wait(pause):
                connection.sendall(chunks[-1])

    def accept():
        with suppress(OSError):
            while True:
                Thread(target=handle, args=(listener.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        is_over.set()


@pytest.mark.parametrize(
    "start", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n"], ids=["body", "head"]
)
def test_a_server_that_never_ends_is_left(monkeypatch, start):
    """The time is bounded as a whole, also if something arrives now and then."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with (
        sending(start, b"x: y\r\n", pause=0.05) as url,
        pytest.raises(DocumentError, match="cannot be fetched") as caught,
    ):
        get_file(f"{url}/a", 0.5)

    assert "unfinished" in caught.value.found


def test_an_answer_that_is_cut_off_is_refused(monkeypatch):
    """Half a document can be valid YAML: the missing bytes must not go unnoticed."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    cut = {"Content-Length: 90": b"a", "Content-Encoding: gzip": compress(b"a")[:-9]}
    for head, body in cut.items():
        start = f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + body
        with sending(start) as url, pytest.raises(DocumentError) as caught:
            get_file(f"{url}/a", 60)
        assert "too early" in caught.value.found


def test_a_compressed_answer_is_decompressed(monkeypatch):
    """A server may compress; what is sent is bounded by what it becomes."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("openapi.loading.references.remote.MAX_BYTES", 1000)
    coded = {"Content-Encoding": "gzip"}
    files = {"/a": (200, coded, compress(b"x" * 1000)), "/b": (200, coded, compress(b"x" * 10**6))}
    with serving(files) as url:
        assert get_file(f"{url}/a", 60).data == b"x" * 1000
        with pytest.raises(DocumentError) as caught:
            get_file(f"{url}/b", 60)
    assert "1000 bytes" in caught.value.allowed


def test_references_are_relative_to_where_a_redirect_led(tmp_path, monkeypatch):
    """`/latest` may redirect to `/v2/pets.yaml`, whose files are in `/v2`."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    files = {
        "/latest": (302, {"Location": "/v2/pets.yaml"}, b""),
        "/v2/pets.yaml": (200, {}, changed((SCHEMA, "{$ref: pet.yaml}")).encode()),
        "/v2/pet.yaml": (200, {}, b"type: object"),
    }
    with serving(files) as url:
        contract = load_contract(fetch_document(f"{url}/latest", tmp_path))

    assert contract.tree["x-files"] == {"pet.yaml": {"type": "object"}}


def test_a_user_in_the_url_is_sent_and_not_shown(monkeypatch):
    """A document may need a password, which no message repeats."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    asked = []

    class Answers(dict):
        def get(self, path, default):
            asked.append(path)
            return default

    with serving(Answers()) as url, pytest.raises(DocumentError) as caught:
        get_file(url.replace("//", "//me:hush%40@") + "/a", 60)

    request = _request("https://me:hush%40@example.com/a#x")
    assert b64decode(request.get_header("Authorization").removeprefix("Basic ")) == b"me:hush@"
    assert request.full_url == "https://example.com/a"
    assert asked == ["/a"]
    assert "hush" not in str(caught.value)


def test_messages_name_the_url_and_not_the_copy(tmp_path):
    """The place of a mistake can be opened after the fetched copy is deleted."""
    bad = changed(("title: Pets", "titel: Pets"))
    path = fetch_document(URL, tmp_path, get=Origin({URL: bad}).get)

    with pytest.raises(DocumentError) as caught:
        load_contract(path, options=LoadOptions(is_strict=True))

    assert "https://example.com/api/v1/pets.yaml:" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)


def test_a_fetched_document_is_named_by_its_url(tmp_path):
    """A command that is printed for copying works after the fetched copy is deleted."""
    with serving({"/pets.yaml": (200, {}, b"{}")}) as url:
        path = local_path(f"{url}/pets.yaml")

    assert path.is_file()
    assert as_typed(path) == f"{url}/pets.yaml"
    assert as_typed(tmp_path / "pets.yaml") == str(tmp_path / "pets.yaml")
