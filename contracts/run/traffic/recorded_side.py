"""One side of a comparison that was recorded."""

from collections import Counter
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from contracts.errors import OptionError
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange
from contracts.http.requests.credentials import credential_fields
from contracts.observations.observation import Observer
from contracts.observations.shapes.collecting import Collector
from contracts.run.recorded.places import Places, create_places
from contracts.run.traffic.recordings import OnRead, is_of_api, read_recordings
from contracts.run.traffic.secrets import SecretKeeper
from openapi.contract import Contract

MAX_ORIGINS = 50
"""Servers of a recording that are told apart; requests to further ones are left out."""


class RecordedSide:
    """The exchanges of recordings, as shapes.

    Attributes:
        collector: Of the API's server.
        secrets: The secrets of all exchanges.
        notes: What else there is to know, one sentence each.
        origin: The API's server; empty if the document finds it.
    """

    def __init__(self, contract: Contract | None, urls: Sequence[str]) -> None:
        """Begin without exchanges.

        Args:
            contract: The document that finds operations; None finds paths by themselves.
            urls: Where the API was; empty for the document's servers, or the most frequent one.
        """
        fields = frozenset(
            name
            for operation in (contract.operations if contract else ())
            if contract
            for name in credential_fields(contract, operation)
        )
        self.secrets = SecretKeeper(fields)
        self.notes: list[str] = []
        self.origin = ""
        self._urls = urls
        self._counts: Counter[str] = Counter()
        self._collectors: dict[str, Collector] = {}
        self._places = Places(create_places([contract], urls)[1]) if contract else None
        self._documented = Collector(_path_finder(contract)) if contract else None
        self._unmatched = 0
        self._others = 0

    @property
    def collector(self) -> Collector:
        """The exchanges with the API's server."""
        if self._documented is not None:
            return self._documented
        return self._collectors.get(self.origin) or Collector()

    def add(self, exchange: Exchange, source: str) -> None:
        """Take an exchange."""
        if self._documented is not None and self._places is not None:
            found = self._places.find(exchange.request)
            self._others += found.place is None
            self._unmatched += found.place is not None and found.operation is None
            if found.operation is not None:
                self.secrets.add(exchange)
                self._documented.add(exchange, source)
            return
        origin = exchange.request.origin
        if not is_of_api(exchange) or not self._is_wanted(exchange):
            return
        if origin not in self._collectors and len(self._collectors) >= MAX_ORIGINS:
            self._others += 1
            return
        self.secrets.add(exchange)
        self._counts[origin] += 1
        self._collectors.setdefault(origin, Collector()).add(exchange, source)

    def settle(self, label: str) -> None:
        """Choose the API's server, when everything was read.

        Args:
            label: How messages name the recording.

        Raises:
            OptionError: Nothing of an API was found.
        """
        if self._documented is None and self._counts:
            self.origin, count = max(self._counts.items(), key=lambda pair: (pair[1], pair[0]))
            left = self._counts.total() - count
            if left:
                self.notes.append(
                    f"{label}: {left} requests to other servers than {self.origin} were left out; "
                    f"--url names another one."
                )
        if self._unmatched:
            self.notes.append(f"{label}: {self._unmatched} requests match no operation.")
        if self._others:
            self.notes.append(f"{label}: {self._others} requests to other places were ignored.")
        if not self.collector.traffic().operations:
            raise OptionError(
                "this recording shows nothing of the API",
                where=label,
                allowed="JSON answers, at the document's servers, on this machine, or at --url",
                hint="name the server with --url",
            )

    def _is_wanted(self, exchange: Exchange) -> bool:
        if not self._urls:
            return True
        for url in self._urls:
            parts = urlsplit(url if "://" in url else f"http://{url}")
            origin = f"{parts.scheme}://{parts.netloc}".lower()
            path = parts.path.rstrip("/")
            if exchange.request.origin == origin and exchange.request.path.startswith(path):
                return True
        return False


def read_side(  # noqa: PLR0913, PLR0917 - what is read, and how
    files: Sequence[str],
    contract: Contract | None,
    urls: Sequence[str],
    label: str,
    interruption: Interruption,
    on_read: OnRead,
) -> RecordedSide:
    """Return what recordings show of an API.

    Raises:
        OptionError: A file is no recording, or shows nothing of an API.
    """
    side = RecordedSide(contract, urls)
    for exchange, source in read_recordings(files, side.notes, interruption, on_read):
        side.add(exchange, source)
    side.settle(label)
    return side


def _path_finder(contract: Contract) -> Callable[[Exchange], str]:
    """Return the function that finds the documented path of an exchange."""
    observer = Observer(contract)

    def find(exchange: Exchange) -> str:
        made_for = contract.operation(exchange.operation) if exchange.operation else None
        operation = observer.operation_of(exchange.request) or made_for
        return operation.path if operation else exchange.request.path

    return find
