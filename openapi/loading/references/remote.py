"""Documents at a URL, fetched once with the files of the same origin that they refer to.

The files are saved to a folder under the paths that they have at their origin, and loaded from
there like any other document. No other origin is contacted, neither for a redirect nor for a
reference that is a URL.
"""

import atexit
import shutil
import tempfile
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from http.client import HTTPException
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import IO, Any, NamedTuple
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from zlib import MAX_WBITS, decompressobj
from zlib import error as zlib_error

from openapi.errors import DocumentError
from openapi.json.pointers import iter_values
from openapi.loading.references.files import FETCHED
from openapi.loading.references.options import MAX_FILES
from openapi.loading.yaml import MAX_BYTES, parse_yaml
from openapi.text.fetched_places import name_fetched


class Fetched(NamedTuple):
    """A file that was fetched."""

    data: bytes  # its bytes, without a content coding
    url: str  # the URL that it was found at, after redirects


Get = Callable[[str, float], Fetched]  # fetches the file at a URL in so many seconds

MAX_TOTAL_BYTES = 2 * MAX_BYTES  # bytes of a document and its files in total
MAX_SECONDS = 60.0  # seconds for a document and its files in total

_FETCHED_FROM: dict[Path, str] = {}  # the URLs of the fetched copies of this process

_AT_ONCE = 8  # files of one document that are fetched at the same time
_GZIP = 16 + MAX_WBITS
_ACCEPT = "application/yaml, application/json, text/yaml;q=0.9, */*;q=0.5"


def is_url(text: str) -> bool:
    """Whether a text is a URL that can be fetched."""
    return text.lower().startswith(("http://", "https://"))


def local_path(text: str) -> Path:
    """Return the path of a document; a URL is fetched to a folder that is deleted at exit.

    Raises:
        DocumentError: It cannot be fetched.
    """
    if not is_url(text):
        return Path(text)
    folder = Path(tempfile.mkdtemp(prefix="specimen-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = fetch_document(text, folder)
    _FETCHED_FROM[path] = text
    return path


def as_typed(path: Path) -> str:
    """Return how a document was named on the command line: by its URL if it was fetched."""
    return _FETCHED_FROM.get(path, str(path))


def fetch_document(url: str, folder: Path, *, get: Get | None = None) -> Path:
    """Fetch a document and the files of its origin that it refers to.

    The files are saved in `folder`; return the path of the document there. `get` fetches one file,
    in several threads. What a document at a redirect refers to is relative to where it led to.

    Raises:
        DocumentError: The document cannot be fetched, or the files are too many or too large.
    """
    fetch, ends = get or get_file, monotonic() + MAX_SECONDS
    main = fetch(url, ends - monotonic())
    home = folder.resolve() / _plain(_host(url))
    home.mkdir(parents=True, exist_ok=True)
    (home / FETCHED).touch()
    name_fetched(str(home), f"{urlsplit(url).scheme}://{_host(url)}")
    paths = {url: _path_in(home, main.url)}
    found, sizes = {url: main}, [len(main.data)]

    def answer(other: str) -> Fetched | None:
        if sum(sizes) > MAX_TOTAL_BYTES:
            return None
        try:
            file = fetch(other, ends - monotonic())
        except DocumentError:
            return None  # the bundler reports the missing file where it is referred to
        sizes.append(len(file.data))
        return file

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        while found:
            pending: list[str] = []
            for current, file in found.items():
                _save(paths[current], file.data)
                base = file.url if current == url else current
                for other in _references(file.data, base):
                    target = _path_in(home, other)
                    if other not in paths and target.is_relative_to(home):
                        paths[other] = target
                        pending.append(other)
                if sum(sizes) > MAX_TOTAL_BYTES or len(paths) > MAX_FILES:
                    raise DocumentError(
                        "a document and its files are too large",
                        where=_shown(url),
                        allowed=f"{MAX_TOTAL_BYTES} bytes and {MAX_FILES} files together",
                        hint="fetch them yourself, and name the file",
                    )
            answers = zip(pending, pool.map(answer, pending), strict=True)
            found = {other: file for other, file in answers if file is not None}
    return paths[url]


def _save(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _references(data: bytes, url: str) -> Iterator[str]:
    """Yield the URLs of the files of the same origin that a file refers to."""
    try:
        tree = parse_yaml(data.decode("utf-8-sig"), file=url).tree
    except (DocumentError, UnicodeDecodeError):
        return
    for _, value in iter_values(tree):
        text = value.get("$ref") if isinstance(value, Mapping) else None
        place = text.partition("#")[0] if isinstance(text, str) else ""
        if place and "://" not in place and not place.startswith("//"):
            other = urljoin(url, place)
            if _origin(urlsplit(other)) == _origin(urlsplit(url)):
                yield other


def _origin(parts: SplitResult) -> tuple[str, str]:
    return parts.scheme.lower(), parts.netloc.lower()


def _path_in(home: Path, url: str) -> Path:
    names = [unquote(name) for name in urlsplit(url).path.split("/")]
    plain = [_plain(name) for name in names if name not in {"", ".", ".."}]
    return home.joinpath(*(plain or ["openapi"]))


def _plain(name: str) -> str:
    return "".join(c if c.isprintable() and c not in "/\\:" else "_" for c in name)[:200] or "_"


class _SameOrigin(HTTPRedirectHandler):
    """Follows redirects on the same host only, and none from https to http."""

    def redirect_request(  # noqa: PLR0913, PLR0917 - as urllib calls it
        self,
        req: Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: Any,  # noqa: ANN401 - as urllib has it
        newurl: str,
    ) -> Request | None:
        """Return the next request (URLError: the redirect leads to another origin)."""
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        is_same = (old.hostname, new.scheme) in {
            (new.hostname, old.scheme),
            (new.hostname, "https"),
        }
        if not is_same:
            fp.close()
            reason = f"redirected to {newurl}, which is another origin"
            raise URLError(reason)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def get_file(url: str, seconds: float) -> Fetched:
    """Return the file at an http or https URL; a user in the URL is sent as Basic authentication.

    Raises:
        DocumentError: The server does not answer with 200, or with too many bytes, or too late.
    """
    results: SimpleQueue[Fetched | DocumentError] = SimpleQueue()

    def run() -> None:
        try:
            results.put(_get_file(url, monotonic() + seconds))
        except DocumentError as error:
            results.put(error)

    # A server that sends a byte now and then is never silent, so that no timeout of a socket ends.
    Thread(target=run, daemon=True).start()
    try:
        result = results.get(timeout=max(seconds, 0.1))
    except Empty:
        raise _refusal(url, "an unfinished answer", _ALLOWED_TIME) from None
    if isinstance(result, DocumentError):
        raise result
    return result


def _get_file(url: str, ends: float) -> Fetched:
    chunks: list[bytes] = []
    size = 0
    try:
        seconds = max(ends - monotonic(), 0.1)
        with build_opener(_SameOrigin).open(_request(url), timeout=seconds) as answer:
            decoder = decompressobj(_GZIP) if _is_gzip(answer.headers) else None
            while chunk := answer.read1(65536):
                chunks.append(decoder.decompress(chunk, MAX_BYTES) if decoder else chunk)
                size += len(chunks[-1])
                if size > MAX_BYTES or (decoder and decoder.unconsumed_tail):
                    raise _refusal(url, "", f"at most {MAX_BYTES} bytes")
                if monotonic() > ends:
                    raise _refusal(url, "an unfinished answer", _ALLOWED_TIME)
            if answer.length or (decoder and not decoder.eof):
                raise _refusal(url, "an answer that ends too early", "a whole answer")
            return Fetched(b"".join(chunks), answer.geturl())
    except HTTPError as error:
        error.close()
        raise _refusal(url, f"status {error.code}", "status 200") from error
    except (OSError, HTTPException, ValueError, zlib_error) as error:
        found = str(getattr(error, "reason", None) or error) or type(error).__name__
        raise _refusal(url, found, "an answer of that server") from error


def _request(url: str) -> Request:
    headers = {"Accept": _ACCEPT, "Accept-Encoding": "gzip", "User-Agent": "specimen"}
    user, has_user, _ = urlsplit(url).netloc.rpartition("@")
    if has_user:
        headers["Authorization"] = f"Basic {b64encode(unquote(user).encode()).decode('ascii')}"
    return Request(_shown(url).partition("#")[0], headers=headers)  # noqa: S310


def _is_gzip(headers: Message) -> bool:
    # The older name with `x-` is the same one (RFC 9110, 8.4.1.3).
    return headers.get("Content-Encoding", "").strip().lower().removeprefix("x-") == "gzip"


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2]


def _shown(url: str) -> str:
    """Return a URL without the user and password in it."""
    return urlunsplit(urlsplit(url)._replace(netloc=_host(url)))


_ALLOWED_TIME = f"{MAX_SECONDS:.0f} seconds in all"


def _refusal(url: str, found: str, allowed: str) -> DocumentError:
    return DocumentError(
        "a document cannot be fetched",
        where=_shown(url),
        found=found,
        allowed=allowed,
        hint="check the URL, or save the document and name the file",
    )
