"""One side of a comparison that was recorded."""

from collections.abc import Callable, Sequence

from contracts.errors import OptionError
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange
from contracts.http.requests.credentials import credential_fields
from contracts.observations.observer import Observer
from contracts.observations.shapes.collecting import Collector
from contracts.run.recorded.places import Places, create_places
from contracts.run.recorded.secrets import SecretKeeper
from contracts.run.traffic.origins import RequestCounts
from contracts.run.traffic.recordings import OnRead, is_of_api, read_recordings
from openapi.contract import Contract


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

        Without a contract, paths are found by themselves. `urls` say where the API was; empty for
        the document's servers, or the most frequent one.
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
        self._origins = RequestCounts([] if contract else urls)
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
        if is_of_api(exchange) and self._origins.take(exchange.request):
            self.secrets.add(exchange)
            origin = exchange.request.origin
            self._collectors.setdefault(origin, Collector()).add(exchange, source)

    def settle(self, label: str) -> None:
        """Choose the API's server, when everything was read.

        Messages name the recording by the label.

        Raises:
            OptionError: Nothing of an API was found.
        """
        if self._documented is None:
            self.origin, note = self._origins.chosen(label, self.notes)
            self.notes += [note] if note else []
        if self._unmatched:
            self.notes.append(f"{label}: requests that match no operation: {self._unmatched}.")
        if self._others:
            self.notes.append(f"{label}: requests to other places, ignored: {self._others}.")
        if not self.collector.traffic().operations:
            raise OptionError(
                "this recording shows nothing of the API",
                where=label,
                allowed="JSON answers, at the document's servers, on this machine, or at --url",
                hint="name the server with --url",
            )


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
