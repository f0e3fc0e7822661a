"""One of the servers by name, in threads of this process: no child, nothing to clean up."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import broken, elastic_path, healthy, notes, placewise
from tests.servers.catalogue import DEFECTS, FREEDOMS, REFERENCES
from tests.servers.clock import Clock, WallClock
from tests.servers.service import Service
from tests.servers.wire import Server

for _package in (broken, healthy):  # importing a file enters its classes in the catalogue
    for _module in pkgutil.iter_modules(_package.__path__, f"{_package.__name__}."):
        importlib.import_module(_module.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server that runs.

    Attributes:
        name: The name that it was asked by.
        api: The API's short name.
        url: Its base URL, without a slash at the end.
        address: Host and port.
        clock: What it takes for the time.
        service: What answers.
    """

    name: str
    api: str
    url: str
    address: tuple[str, int]
    clock: Clock
    service: Service

    @property
    def base(self) -> str:
        """The URL below which the paths of its document are, if it has one of its own."""
        return f"{self.url}{notes.PATH.rpartition('/')[0]}" if self.documents else self.url

    @property
    def documents(self) -> tuple[Path, ...]:
        """The documents with which it is checked; none for a packaged API."""
        return (notes.DOCUMENT,) if self.api == "notes" else ()

    @property
    def environment(self) -> dict[str, str]:
        """The variables with which a team would run the checker against it."""
        if self.api == "notes":
            return {}
        if self.api == "placewise":
            return {"API_TOKEN": placewise.TOKEN, "LOYALTY_CLUB_SLUG": placewise.SLUG}
        return {"ELASTICPATH_TOKEN": elastic_path.TOKEN}

    @property
    def other_environment(self) -> dict[str, str]:
        """The same for the second identity."""
        if self.api == "notes":
            return {}
        if self.api == "placewise":
            return {"API_TOKEN": placewise.OTHER_TOKEN, "LOYALTY_CLUB_SLUG": placewise.OTHER_SLUG}
        return {"ELASTICPATH_TOKEN": elastic_path.OTHER_TOKEN}

    @property
    def parameters(self) -> tuple[str, ...]:
        """The `--param` values that a team would give: ids that the store has."""
        store = getattr(self.service, "store", {}) if self.api == "placewise" else {}
        own = (item.id for item in store.values() if item.club == placewise.SLUG)
        return tuple(f"import_id={number}" for number in own)


def names() -> tuple[str, ...]:
    """Return every name that can be served."""
    references = (f"{api}.reference" for api in REFERENCES)
    return (*references, *sorted(DEFECTS), *sorted(FREEDOMS))


def service_class(name: str) -> tuple[str, type[Service]]:
    """Return the API and the class of a name.

    Raises:
        LookupError: There is no such server.
    """
    api, _, rest = name.partition(".")
    if rest == "reference" and api in REFERENCES:
        return api, REFERENCES[api]
    entry = DEFECTS.get(name) or FREEDOMS.get(name)
    if entry is None:
        near = difflib.get_close_matches(name, names(), n=3)
        raise LookupError(f"there is no server {name!r}; did you mean {', '.join(near) or 'none'}?")
    return entry.api, entry.service


@contextmanager
def serve(
    name: str, port: int = 0, *, clock: Clock | None = None, **options: Any
) -> Iterator[Running]:
    """Serve one of the servers while the block runs.

    Args:
        name: `<api>.reference`, or the name of a defect or a freedom.
        port: The port on loopback; 0 takes a free one.
        clock: What it takes for the time; by default the real one, at the class's own speed.
        options: What its class takes, such as `demands_token=True`.
    """
    api, cls = service_class(name)
    clock = clock or WallClock(speed=cls.speed)
    service = cls(clock=clock, **options)
    with Server(service, port=port) as server:
        yield Running(
            name=name,
            api=api,
            url=server.url,
            address=server.address,
            clock=clock,
            service=service,
        )
