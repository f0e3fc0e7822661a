"""Which server of a recording is the API: the one that was named, or the most frequent one."""

from collections import Counter
from collections.abc import Sequence

from contracts.errors import OptionError
from contracts.http.messages.exchange import Request
from contracts.http.requests.targets import parse_server
from openapi.text.listing import counted

MAX_ORIGINS = 50
"""Servers of a recording that are kept apart; requests to further ones are left out."""


class RequestCounts:
    """Counts the requests to each server."""

    def __init__(self, urls: Sequence[str]) -> None:
        """Begin without requests.

        `urls` say where the API was, with its base path; empty for the most frequent server.

        Raises:
            OptionError: One is no URL.
        """
        self._places = [parse_server(url, "--url") for url in urls]
        self._counts: Counter[str] = Counter()

    def take(self, request: Request) -> bool:
        """Count a request; whether it may be one of the API."""
        origin = request.origin
        if self._places and not any(
            origin == place and _is_below(request.path, base) for place, base in self._places
        ):
            return False
        if origin not in self._counts and len(self._counts) >= MAX_ORIGINS:
            return False
        self._counts[origin] += 1
        return True

    def chosen(self, label: str, problems: Sequence[str] = ()) -> tuple[str, str]:
        """Return the API's server, and a sentence about others; empty without others.

        Messages name the recording by the label; `problems` say what of it could not be read.

        Raises:
            OptionError: There was no request.
        """
        if not self._counts and problems:
            raise OptionError(
                "nothing of an API could be read in this recording",
                where=label,
                found=" ".join(problems),
                allowed="entries with requests, as HAR 1.2 describes them",
            )
        if not self._counts:
            raise OptionError(
                "this recording shows no API",
                where=label,
                allowed="requests with JSON, at --url if it is given",
            )
        origin, count = max(self._counts.items(), key=lambda pair: (pair[1], pair[0]))
        left = self._counts.total() - count
        note = (
            f"{label}: {counted(left, 'request')} to other servers than {origin} left out; "
            f"--url names another one."
        )
        return origin, note if left else ""


def _is_below(path: str, base: str) -> bool:
    base = base.rstrip("/")
    return path == base or path.startswith(f"{base}/")
