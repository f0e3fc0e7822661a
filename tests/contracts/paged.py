"""Servers that page one list in each documented way, healthy and broken, and walks of them."""

import base64
import json
from contextlib import closing
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from contracts.checks.sequences import page_links, pagination_walk
from contracts.http.client.limits import Limits
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import Transport
from contracts.http.clock import SystemClock
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.observations.evidence import Evidence
from contracts.observations.observer import Observer
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.lists import pagination_walk as probe
from openapi.loading.document import load_contract
from tests.contracts.live import Reply, serve
from tests.contracts.shop import said

FOLDER = Path(__file__).parents[1] / "fixtures" / "pages"
SPEC = FOLDER / "pages.yaml"
USUAL = 4
"""Items on a page whose length the server chooses."""

COUNTED = ("byOffset", "byPage", "byPageFromZero", "byPageAndLink", "byUrl")
FOLLOWED = ("byCursor", "byHeader", "byLink", "byUrlAlone")
KINDS = (*COUNTED, *FOLLOWED)


@cache
def contract():
    """Return the contract of the documents of all kinds."""
    return load_contract(SPEC)


class PagedServer:
    """Answers one of the operations with pages of ten notes.

    Attributes:
        defect: What is wrong: `skips` an item, `cycles`, never `ends`, leads `abroad`, `refuses`
            its own cursor, has only `empty` pages, or nothing.
        length: Items in the list.
    """

    def __init__(self, kind, defect="", length=10):
        self.kind = kind
        self.defect = defect
        self.length = length

    def __call__(self, seen):
        """Return the answer to a request."""
        operation = contract().operation(self.kind)
        paging = operation.pagination
        query = {name: values[0] for name, values in parse_qs(urlsplit(seen.target).query).items()}
        size = int(query.get(paging.limit, USUAL))
        offset = self.offset(paging, query.get(paging.position), size)
        if offset and self.defect == "refuses":
            return Reply(status=400, body={})
        wanted = range(self.length)[self.shown(offset, size)]
        notes = [{"id": number + 1, "text": "tea"} for number in wanted]
        following = self.following(offset, size)
        return self.reply(paging, notes, following, size)

    def offset(self, paging, value, size):
        """Return how many items precede the page; a cursor is its Base64."""
        if value is None:
            return 0
        if paging.kind == "offset":
            return int(value)
        if paging.kind == "page":
            return (int(value) - paging.first_page) * size
        return int(value.rpartition("-")[2] if "-" in value else base64.b64decode(value))

    def shown(self, offset, size):
        """Return the part of the list on the page."""
        if self.defect == "skips" and offset:
            return slice(offset + 1, offset + size)
        if self.defect == "ends" and offset >= self.length:
            offset = (self.length - 1) // size * size
        if self.defect == "empty" and offset:
            return slice(0, 0)
        return slice(offset, offset + size)

    def following(self, offset, size):
        """Return the offset of the next page; None if this is the last one."""
        after = offset + size
        if self.defect == "cycles" and offset:
            return size
        if self.defect in {"ends", "empty"}:
            return after
        return after if after < self.length else None

    def reply(self, paging, notes, following, size):
        """Return a page in the form that the document describes."""
        headers = {}
        body = notes if paging.items == "" else {"notes": notes}
        position = self.position(paging, following, size)
        is_abroad = self.defect == "abroad"
        here = "http://127.0.0.2:9/by-link" if is_abroad else contract().operation(self.kind).path
        limit = f"&{paging.limit}={size}" if paging.limit else ""
        url = None if position is None else f"{here}?{paging.position}={position}{limit}"
        if paging.next:
            body["meta"] = {} if position is None else {"next": position}
        if paging.next_header and position is not None:
            headers["X-Next"] = position
        if paging.has_link_header and url is not None:
            headers["Link"] = f'<{url}>; rel="next"'
        if paging.urls and url is not None:
            body["next"] = url
        if paging.links:
            body["links"] = {} if url is None else {"next": url}
        return Reply(body=json.dumps(body).encode(), headers=headers)

    def position(self, paging, offset, size):
        """Return the text by which a client requests the page at an offset; None for None."""
        if offset is None:
            return None
        if paging.is_counted:
            return paging.value_at(offset, size)
        if self.kind == "byHeader":
            return f"00000000-0000-4000-8000-{offset:012}"
        return base64.b64encode(str(offset).encode()).decode()


def walk(kind, server):
    """Walk a server; return what the checks of pages say, and the requests that came in."""
    with serve(server) as live:
        return walk_url(kind, live.url), [each.target for each in live.seen]


def walk_url(kind, url):
    """Walk the list of one kind at a URL; return what the checks of pages say."""
    operation = contract().operation(kind)
    clock = SystemClock()
    transport = Transport(Limits(origins=frozenset({url}), max_requests=400), clock)
    recorder = Recorder(transport, clock)
    with closing(transport):
        probe.run(
            ProbeContext(
                target=Target(contract=contract(), origin=url),
                operation=operation,
                credentials=Credentials(),
                recorder=recorder,
            )
        )
    seen = tuple(Observer(contract()).observe(each) for each in recorder.exchanges)
    evidence = Evidence(contract=contract(), operation=operation, observations=seen)
    return said([*pagination_walk.check(evidence), *page_links.check(evidence)])
