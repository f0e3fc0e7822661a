"""The table of all probes, in the order in which they run: the one that may lock accounts last."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.transport import RequestNotAllowed
from contracts.http.requests.building import UncomposableError
from contracts.probes import (
    access,
    bodies,
    documented,
    http_semantics,
    lookalike_ids,
    other_ids,
    parameters,
    polling,
    read_back,
    repetition,
)
from contracts.probes.inputs.context import ProbeContext
from contracts.probes.lists import filters, pagination_walk

DOCUMENTED = "documented"  # id of the probe that begins every run


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A series of requests for one operation."""

    id: str  # kebab-case; profiles select probes by it
    summary: str  # what it sends, one line
    feeds: tuple[str, ...]  # ids of the checks that judge its exchanges
    # Sends the requests; the context's recorder keeps the exchanges. Raises BudgetExhausted,
    # RequestNotAllowed, InvalidRequest, or UncomposableError where no request can be made.
    run: Callable[[ProbeContext], None]


_EVERY_ANSWER = (
    "answered",
    "server-error",
    "status-documented",
    "media-type",
    "strict-json",
    "xml-text",
    "schema",
    "annotated-values",
    "write-only",
    "response-headers",
    "framing",
    "http-headers",
    "charset",
    "no-internals",
    "undocumented-fields",
    "rules",
)

PROBES = (
    Probe(
        id=DOCUMENTED,
        summary="Requests made of documented values only.",
        feeds=("success-seen", "valid-accepted", "safe-repeatable", *_EVERY_ANSWER),
        run=documented.run,
    ),
    Probe(
        id="identities",
        summary="The same request for other ids.",
        feeds=("names-distinct", "thing-vanishes", *_EVERY_ANSWER),
        run=other_ids.run,
    ),
    Probe(
        id="pagination-walk",
        summary="All pages of a list, with several page sizes, twice.",
        feeds=("pagination-walk", "page-links", "guessed-pages", "thing-vanishes"),
        run=pagination_walk.run,
    ),
    Probe(
        id="filters",
        summary="Lists with each parameter that seems to filter them.",
        feeds=("filters",),
        run=filters.run,
    ),
    Probe(
        id="polling",
        summary="The same resources again and again.",
        feeds=("polling", "thing-vanishes", "rules"),
        run=polling.run,
    ),
    Probe(
        id="repetition",
        summary="The same requests on new connections, and several at the same time.",
        feeds=("safe-repeatable", "thing-vanishes"),
        run=repetition.run,
    ),
    Probe(
        id="read-back",
        summary="Writes, and GETs of what they have changed.",
        feeds=("read-back",),
        run=read_back.run,
    ),
    Probe(
        id="methods",
        summary="Other methods, conditions, content negotiation, connections, spellings.",
        feeds=("head", "methods-allowed", "conditional", "own-answer", "equivalent-requests"),
        run=http_semantics.run,
    ),
    Probe(
        id="intake",
        summary="Invalid and boundary values of parameters.",
        feeds=("invalid-refused", "valid-accepted", "no-reflection", "no-internals"),
        run=parameters.run,
    ),
    Probe(
        id="bodies",
        summary="Request bodies that the contract calls invalid.",
        feeds=("invalid-refused", "no-reflection", "no-internals"),
        run=bodies.run,
    ),
    Probe(
        id="names",
        summary="Known ids in other spellings, and numbers that wrap around to them.",
        feeds=("names-distinct",),
        run=lookalike_ids.run,
    ),
    Probe(
        id="access",
        summary="Requests without credentials, with wrong ones, and of a second identity.",
        feeds=("access-enforced", "no-internals"),
        run=access.run,
    ),
)


def run_probes(context: ProbeContext, chosen: frozenset[str]) -> Iterator[str]:
    """Run the chosen probes on one operation; yield a sentence on each that could not finish.

    Raises:
        BudgetExhausted: A budget is used up.
    """
    for probe in PROBES:
        if probe.id not in chosen:
            continue
        try:
            probe.run(context)
        except (UncomposableError, RequestNotAllowed, InvalidRequest) as error:
            what = (
                "no documented request can be made"
                if probe.id == DOCUMENTED
                else f"the probe {probe.id} stopped early"
            )
            yield f"{context.operation.id}: {what} ({error})."
            if probe.id == DOCUMENTED and isinstance(error, UncomposableError):
                return  # The requests of the other probes begin with this one.
