"""Servers of one list that no document calls paged, and what the checker says about them."""

import json
from contextlib import closing
from dataclasses import replace
from functools import cache
from urllib.parse import parse_qs, urlsplit

from contracts.checks.requests import valid_accepted
from contracts.checks.sequences import guessed_pages, page_links, pagination_walk
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

OFFSET = (
    ("skip", {"type": "integer", "default": 0}),
    ("limit", {"type": "integer", "default": 10}),
)
PAGE = (("page", {"type": "integer"}), ("per_page", {"type": "integer", "maximum": 50}))
CURSOR = (("cursor", {"type": "string"}), ("limit", {"type": "integer"}))


def document(parameters=OFFSET, schema=None, path="/notes", paging=None):
    """Return a document as FastAPI generates it: a list without a schema, and parameters.

    `paging` is its `x-pagination`; without one, nothing says how the list pages.
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "FastAPI", "version": "0.1.0"},
        "paths": {
            path: {
                "get": {
                    "operationId": "list",
                    **({"x-pagination": paging} if paging else {}),
                    "parameters": [
                        {"name": name, "in": "query", "schema": about} for name, about in parameters
                    ],
                    "responses": {
                        "200": {
                            "description": "Successful Response",
                            "content": {"application/json": {"schema": schema or {}}},
                        }
                    },
                }
            }
        },
    }


@cache
def _contract(folder, text):
    path = folder / "guessed.json"
    path.write_text(text, encoding="utf-8")
    return load_contract(path)


def contract_of(folder, **about):
    """Return the contract of a document."""
    return _contract(folder, json.dumps(document(**about)))


def operation_of(folder, **about):
    """Return the only operation of a document."""
    return contract_of(folder, **about).operations[0]


def notes(count):
    """Return a list of notes."""
    return [{"id": number, "text": "tea"} for number in range(1, count + 1)]


def paged(answer, count=25):
    """Return a server of a list; `answer(items, position, limit)` returns the body.

    The position is None if it is not sent.
    """

    def handle(seen):
        query = {name: texts[0] for name, texts in parse_qs(urlsplit(seen.target).query).items()}
        position = query.get("skip", query.get("page", query.get("cursor")))
        limit = int(query.get("limit", query.get("per_page", 10)))
        body = answer(notes(count), position, limit)
        return body if isinstance(body, Reply) else Reply(body=body)

    return handle


def walk(folder, handle, **about):
    """Walk the list of a server; return the findings, the verdicts and the requests."""
    contract = contract_of(folder, **about)
    operation = contract.operations[0]
    clock = SystemClock()
    with serve(handle) as live:
        transport = Transport(Limits(origins=frozenset({live.url}), max_requests=400), clock)
        recorder = Recorder(transport, clock)
        with closing(transport):
            probe.run(
                ProbeContext(
                    target=Target(contract=contract, origin=live.url),
                    operation=operation,
                    credentials=Credentials(),
                    recorder=recorder,
                )
            )
        targets = [each.target for each in live.seen]
    seen = tuple(Observer(contract).observe(each) for each in recorder.exchanges)
    evidence = Evidence(contract=contract, operation=operation, observations=seen)
    checks = (guessed_pages, pagination_walk, page_links, valid_accepted)
    results = [result for check in checks for result in check.check(evidence)]
    return (
        [replace(each.finding, contract="") for each in results if each.finding],
        [str(each.outcome) if not each.reason else each.reason for each in results],
        targets,
    )
