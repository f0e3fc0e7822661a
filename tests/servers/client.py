"""Raw requests, sent as written, and everything that comes back, wrong or right.

Each defect and each freedom proves with these that it can be seen from outside.
"""

import gzip
import json
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, ClassVar

from tests.servers import elastic_path, notes, placewise
from tests.servers.clock import ManualClock

MINE = "the token of the one who asks"
UNKNOWN_TOKEN = "unknown-token-5521"
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer.

    Attributes:
        status: The status code; 0 where no HTTP answer came.
        version: What the status line claims.
        headers: Names in lower case, with their values, in order.
        body: The body, with chunks put together.
        rest: Bytes that came after the end of the answer.
        whole: Whether the body was as long as promised.
    """

    status: int
    version: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    rest: bytes = b""
    whole: bool = True

    def header(self, name: str) -> str | None:
        """Return the values of the header joined by commas, or None."""
        values = [value for key, value in self.headers if key == name.lower()]
        return ", ".join(values) if values else None

    @property
    def text(self) -> str:
        """The body as text, with what is no UTF-8 replaced."""
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        """Return the body as JSON, as leniently as Python reads it."""
        return json.loads(self.body)

    def is_json(self) -> bool:
        """Return whether the body is strict JSON in UTF-8 without a mark, each key once."""
        try:
            json.loads(
                self.body.decode("utf-8"),
                parse_constant=_refuse,
                object_pairs_hook=_each_once,
            )
        except ValueError:
            return False
        return True


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({key for key, _ in pairs}) < len(pairs):
        raise ValueError("a key appears twice")
    return dict(pairs)


class Session:
    """Several requests on one connection."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._socket = socket.create_connection(address, timeout=5)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream: BinaryIO = self._socket.makefile("rb")

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()
        self._socket.close()

    def ask(self, data: bytes, *, last: bool = False) -> Answer:
        """Send the bytes and read one answer; with `last`, also what follows it."""
        self._socket.sendall(data)
        answer = read(self._stream, head=data.startswith(b"HEAD "))
        return replace(answer, rest=self._stream.read()) if last else answer


def read(stream: BinaryIO, *, head: bool) -> Answer:
    """Read one answer; a status of 0 says that there was none."""
    line = stream.readline().decode("latin-1").split(" ", 2)
    if len(line) < 2 or not line[0].startswith("HTTP/") or not line[1].isdecimal():
        return Answer(status=0, whole=False)
    headers = []
    while text := stream.readline().decode("latin-1").strip("\r\n"):
        name, _, value = text.partition(":")
        headers.append((name.lower(), value.strip()))
    status, named = int(line[1]), dict(headers)
    if 100 <= status < 200:  # an interim answer; the real one follows
        return read(stream, head=head)
    if head or status in {204, 304}:
        body, whole = b"", True
    elif named.get("transfer-encoding") == "chunked":
        body, whole = _chunks(stream)
    elif "content-length" in named:
        body = stream.read(int(named["content-length"]))
        whole = len(body) == int(named["content-length"])
    else:
        body, whole = stream.read(), True
    return Answer(status=status, version=line[0], headers=tuple(headers), body=body, whole=whole)


def _chunks(stream: BinaryIO) -> tuple[bytes, bool]:
    body = bytearray()
    while size := stream.readline().strip():
        length = int(size.partition(b";")[0], 16)
        if not length:
            while stream.readline().strip():
                pass
            return bytes(body), True
        body += stream.read(length)
        stream.readline()
    return bytes(body), False


class Client:
    """A client of one of the servers.

    Attributes:
        target: A documented request that a healthy server answers with 200, always the same.
        unwanted: A request on the documented path that is refused.
    """

    target: ClassVar[str]
    unwanted: ClassVar[str]
    own_token: ClassVar[str]

    def __init__(self, address: tuple[str, int], clock: ManualClock) -> None:
        self.address = address
        self.clock = clock

    def wait(self, seconds: float) -> None:
        """Let `seconds` pass on the server's clock."""
        self.clock.advance(seconds)

    def lines(self, token: str | None) -> list[tuple[str, str]]:
        """Return the headers that every documented request has."""
        raise NotImplementedError

    def data(
        self,
        target: str | None = None,
        *,
        method: str = "GET",
        headers: Pairs = (),
        token: str | None = MINE,
        version: str = "HTTP/1.1",
        closing: bool = True,
        content: bytes = b"",
    ) -> bytes:
        """Return the bytes of a request; a header given here replaces its default."""
        given = {name.lower() for name, _ in headers}
        own = self.own_token if token == MINE else token
        usual = [("Host", "127.0.0.1"), *self.lines(own)]
        if closing:
            usual.append(("Connection", "close"))
        if content:
            usual.append(("Content-Length", str(len(content))))
        kept = [(name, value) for name, value in usual if name.lower() not in given]
        lines = [f"{name}: {value}" for name, value in (*kept, *headers)]
        first = f"{method} {target or self.target} {version}"
        return "\r\n".join([first, *lines, "", ""]).encode("latin-1") + content

    def ask(self, target: str | None = None, **how: Any) -> Answer:
        """Send one request on a connection of its own and read all that comes back."""
        with self.session() as session:
            return session.ask(self.data(target, **how), last=True)

    def bytes(self, *, timeout: float = 5) -> bytes:
        """Return all bytes that answer the documented request."""
        with socket.create_connection(self.address, timeout=timeout) as connection:
            connection.sendall(self.data())
            with connection.makefile("rb") as stream:
                return stream.read()

    def stay(self, session: Session, target: str | None = None, **how: Any) -> Answer:
        """Send one request on an open connection."""
        return session.ask(self.data(target, closing=False, **how))

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Open a connection for several requests."""
        session = Session(self.address)
        try:
            yield session
        finally:
            session.close()

    def unpacked(self, answer: Answer) -> Answer:
        """Return the answer with its gzip undone; not whole where that cannot be done."""
        if answer.header("content-encoding") != "gzip":
            return answer
        try:
            return replace(answer, body=gzip.decompress(answer.body))
        except (EOFError, OSError):
            return replace(answer, whole=False)

    def body(self, target: str | None = None, **how: Any) -> Any:
        """Return the JSON body of a documented request."""
        return self.ask(target, **how).json()


class PlacewiseClient(Client):
    """A client that polls imports."""

    target = f"/v3/{placewise.SLUG}/members/imports/{placewise.FINISHED}"
    unwanted = f"/v3/{placewise.SLUG}/members/imports/{placewise.UNKNOWN}"
    own_token = placewise.TOKEN

    def lines(self, token: str | None) -> list[tuple[str, str]]:
        """Return the headers that every documented request has."""
        own = [] if token is None else [("X-Client-Authorization", token)]
        return [("X-Loyalty-Club-Slug", placewise.SLUG), ("Accept", "application/json"), *own]

    def show(self, number: int | str, *, slug: str = placewise.SLUG, **how: Any) -> Answer:
        """Ask for one import."""
        return self.ask(f"/v3/{slug}/members/imports/{number}", **how)

    def poll(self, number: int = placewise.RUNNING, **how: Any) -> Any:
        """Return the body of one import."""
        return self.show(number, **how).json()


class ElasticPathClient(Client):
    """A client that lists import jobs."""

    target = "/subscriptions/imports?page%5Boffset%5D=10&page%5Blimit%5D=5"
    unwanted = "/subscriptions/imports?page%5Boffset%5D=-1"
    own_token = elastic_path.TOKEN

    def lines(self, token: str | None) -> list[tuple[str, str]]:
        """Return the headers that every documented request has."""
        own = [] if token is None else [("Authorization", f"Bearer {token}")]
        return [("Accept", "application/json"), *own]

    def list(
        self, offset: int | str | None = None, limit: int | str | None = None, **how: Any
    ) -> Answer:
        """Ask for a page."""
        fields = (("page%5Boffset%5D", offset), ("page%5Blimit%5D", limit))
        query = "&".join(f"{name}={value}" for name, value in fields if value is not None)
        return self.ask(elastic_path.PATH + (f"?{query}" if query else ""), **how)

    def page(self, offset: int | None = None, limit: int | None = None, **how: Any) -> Any:
        """Return the jobs of a page."""
        return self.list(offset, limit, **how).json()["data"]

    def ids(self, offset: int | None = None, limit: int | None = None, **how: Any) -> Any:
        """Return the ids of a page, in order."""
        return [job["id"] for job in self.page(offset, limit, **how)]

    def walk(self, stride: int = 50) -> Any:
        """Return all jobs, page after page, up to the first empty page."""
        found: list[Any] = []
        while part := self.page(len(found), stride):
            found += part
            if len(found) > 1000:
                break
        return found


class NotesClient(Client):
    """A client that writes and reads notes."""

    target = f"{notes.PATH}/1"
    unwanted = f"{notes.PATH}/0"
    own_token = ""

    def lines(self, token: str | None) -> list[tuple[str, str]]:
        """Return the headers that every documented request has."""
        del token
        return [("Accept", "application/json")]

    def item(self, number: int) -> str:
        """Return the path of a note."""
        return f"{notes.PATH}/{number}"

    def write(self, method: str, path: str, value: Any = None) -> Answer:
        """Send a change."""
        if value is None:
            return self.ask(path, method=method)
        content = json.dumps(value).encode()
        kind = (("Content-Type", "application/json"),)
        return self.ask(path, method=method, headers=kind, content=content)

    def changed(self, method: str, number: int, value: Any = None) -> tuple[Any, int]:
        """Send a change, and return the note and the status of a GET after it."""
        self.write(method, self.item(number), value)
        answer = self.ask(self.item(number))
        return answer.json(), answer.status

    def created(self, value: Any) -> tuple[Any, int]:
        """Add a note, and return what that answers, and the status of a GET of its Location."""
        answer = self.write("POST", notes.PATH, value)
        return answer.json(), self.ask(answer.header("location")).status

    def listed(self, query: str = "") -> Any:
        """Return a page of the list."""
        return self.body(f"{notes.PATH}?{query}")

    def walk(self, limit: int = 5) -> list[int]:
        """Return the ids of all pages, up to a hundred."""
        found: list[int] = []
        cursor = ""
        while len(found) < 100:
            page = self.listed(f"limit={limit}{cursor}")
            found += [note["id"] for note in page["notes"]]
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        return found


CLIENTS = {"placewise": PlacewiseClient, "elastic_path": ElasticPathClient, "notes": NotesClient}
