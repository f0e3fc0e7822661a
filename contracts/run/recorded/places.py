"""To which API a recorded request belongs: by `--url`, else by the documented servers.

Without `--url`, servers on this machine count as well, for the paths that the API claims: there a
front end is tried before it is deployed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from contracts.errors import OptionError
from contracts.http.messages.exchange import Request
from contracts.http.requests.targets import Target, parse_targets
from contracts.observations.observer import Observer
from openapi.contract import Contract, Operation

_MAX_PREFIX = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiLocation:
    """Where an API is expected."""

    target: Target  # the API, with the origin and base path of the place
    observer: Observer  # reads the exchanges with this base path
    # Whether any origin on this machine will do; then only paths that the API claims are its own.
    is_any_local: bool = False

    def covers(self, request: Request, *, is_local: bool) -> bool:
        """Whether a request is for this API.

        It is local if its origin is on this machine.
        """
        if self.is_any_local:
            return is_local and self.observer.owns(request)
        base = self.target.contract.base_path
        is_below = request.path == base or request.path.startswith(f"{base}/")
        return request.origin == self.target.origin and is_below


def create_places(
    contracts: Sequence[Contract], urls: Sequence[str]
) -> tuple[tuple[Target, ...], tuple[ApiLocation, ...]]:
    """Return the targets of a run, and the places where their APIs are.

    `urls` are the values of `--url`, `[API=]URL`; empty for the documented servers.

    Raises:
        OptionError: A URL cannot be used.
    """
    if urls:
        targets = parse_targets(urls, contracts)
        return targets, tuple(_place(target) for target in targets)
    found = [(contract, list(_documented(contract))) for contract in contracts]
    local = [Target(contract=contract, origin="http://localhost") for contract in contracts]
    places = [_place(target) for _, targets in found for target in targets]
    places += [replace(_place(target), is_any_local=True) for target in local]
    named = ([*targets, near][0] for (_, targets), near in zip(found, local, strict=True))
    return tuple(named), tuple(places)


def _place(target: Target) -> ApiLocation:
    return ApiLocation(target=target, observer=Observer(target.contract))


def _documented(contract: Contract) -> Iterator[Target]:
    """Yield the API at each documented server whose URL has no variable."""
    for server in contract.servers:
        try:
            yield from parse_targets([f"{contract.api}={server.url}"], [contract])
        except OptionError:
            continue


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedRequest:
    """Where a request belongs."""

    place: ApiLocation | None = None  # the API's place; None for another host
    operation: Operation | None = None  # the operation; None if the API has none for it


def _has_a_word(operation: Operation) -> bool:
    """Whether a path is more than parameters, which any path would match."""
    return any(part and "{" not in part for part in operation.path.split("/"))


class Places:
    """Finds the place and the operation of recorded requests."""

    def __init__(self, places: Sequence[ApiLocation]) -> None:
        """Take the places, in the order in which they are tried."""
        self._places = places
        self._local: dict[str, bool] = {}

    def find(self, request: Request) -> PlacedRequest:
        """Return where a request belongs; an operation counts more than a claimed path."""
        is_local = self._is_local(request.origin)
        covering = [each for each in self._places if each.covers(request, is_local=is_local)]
        for place in covering:
            operation = place.observer.operation_of(request)
            if operation is not None:
                return PlacedRequest(place=place, operation=operation)
        return PlacedRequest(place=covering[0] if covering else None)

    def knows_path(self, request: Request) -> bool:
        """Whether a request to another host has the method and path of an operation."""
        return any(place.observer.operation_of(request) is not None for place in self._places)

    def base_url_below(self, request: Request) -> str:
        """Return the base URL with which a request would be one of an operation, else ``.

        An API may be behind a path that its document does not have, that of a gateway or of a
        session of a mock: `/SESSION/orders` for `/orders`.
        """
        segments = request.path.split("/")
        for cut in range(2, min(len(segments), _MAX_PREFIX + 2)):
            below = replace(request, target="/" + "/".join(segments[cut:]))
            for place in self._places:
                operation = place.observer.operation_of(below)
                if operation is not None and _has_a_word(operation):
                    prefix = "/".join(segments[:cut])
                    return f"{request.origin}{prefix}{place.target.contract.base_path}"
        return ""

    def _is_local(self, origin: str) -> bool:
        if origin not in self._local:
            if len(self._local) > 1000:  # noqa: PLR2004 - origins of a recording, at most
                self._local.clear()
            contract = self._places[0].target.contract
            try:
                self._local[origin] = Target(contract=contract, origin=origin).is_local
            except ValueError:
                self._local[origin] = False
        return self._local[origin]
