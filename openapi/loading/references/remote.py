"""Documents at a URL, fetched once with the files of the same origin that they refer to.

The files are saved to a folder under the paths that they have at their origin, and loaded from
there like any other document. No other origin is contacted, neither for a redirect nor for a
reference that is a URL.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from time import monotonic
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import SplitResult, unquote, urljoin, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from openapi.errors import DocumentError
from openapi.json.pointers import iter_values
from openapi.loading.references.files import FETCHED
from openapi.loading.references.options import MAX_FILES
from openapi.loading.yaml import MAX_BYTES, parse_yaml

Get = Callable[[str, float], bytes]  # the bytes at a URL, with a timeout in seconds

MAX_TOTAL_BYTES = 2 * MAX_BYTES  # bytes of a document and its files in total
MAX_SECONDS = 60.0  # seconds for a document and its files in total

_FETCHED_FROM: dict[Path, str] = {}  # the URLs of the fetched copies of this process

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

    The files are saved in `folder`; return the path of the document there. `get` fetches one file.

    Raises:
        DocumentError: The document cannot be fetched, or the files are too many or too large.
    """
    fetch, ends, left = get or get_bytes, monotonic() + MAX_SECONDS, MAX_TOTAL_BYTES
    home = folder.resolve() / _plain(urlsplit(url).netloc)
    home.mkdir(parents=True, exist_ok=True)
    (home / FETCHED).touch()
    pending, paths = [url], {url: _path_in(home, url)}
    while pending:
        current = pending.pop(0)
        try:
            data = fetch(current, ends - monotonic())
        except DocumentError:
            if current == url:
                raise
            continue  # the bundler reports the missing file where it is referred to
        left -= len(data)
        if left < 0 or len(paths) > MAX_FILES:
            raise DocumentError(
                "a document and its files are too large",
                where=url,
                allowed=f"{MAX_TOTAL_BYTES} bytes and {MAX_FILES} files together",
                hint="fetch them yourself, and name the file",
            )
        path = paths[current]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        for other in _references(data, current):
            target = _path_in(home, other)
            if other not in paths and target.is_relative_to(home):
                paths[other] = target
                pending.append(other)
    return paths[url]


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
            reason = f"redirected to {newurl}, which is another origin"
            raise URLError(reason)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def get_bytes(url: str, seconds: float) -> bytes:
    """Return the bytes at an http or https URL.

    Raises:
        DocumentError: The server does not answer with 200, or with too many bytes, or too late.
    """
    request = Request(url, headers={"Accept": _ACCEPT, "User-Agent": "specimen"})  # noqa: S310
    chunks: list[bytes] = []
    ends = monotonic() + seconds
    try:
        with build_opener(_SameOrigin).open(request, timeout=max(seconds, 0.1)) as answer:
            while chunk := answer.read(65536):
                chunks.append(chunk)
                if sum(map(len, chunks)) > MAX_BYTES:
                    raise _refusal(url, "", f"at most {MAX_BYTES} bytes")
                if monotonic() > ends:
                    raise _refusal(url, "an unfinished answer", f"{MAX_SECONDS:.0f} seconds in all")
    except HTTPError as error:
        error.close()
        raise _refusal(url, f"status {error.code}", "status 200") from error
    except (OSError, HTTPException, ValueError) as error:
        found = str(getattr(error, "reason", None) or error) or type(error).__name__
        raise _refusal(url, found, "an answer of that server") from error
    return b"".join(chunks)


def _refusal(url: str, found: str, allowed: str) -> DocumentError:
    return DocumentError(
        "a document cannot be fetched",
        where=url,
        found=found,
        allowed=allowed,
        hint="check the URL, or save the document and name the file",
    )
