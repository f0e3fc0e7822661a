"""Proposes a document from traffic: the composition root of `contracts learn`."""

import re
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from contracts.errors import OptionError
from contracts.http.archive.files import STDIN
from contracts.http.clock import Clock
from contracts.http.interruption import Interruption
from contracts.http.messages.exchange import Exchange
from contracts.observations.shapes.collecting import Traffic
from contracts.observations.shapes.templates import templates
from contracts.results.learned.document import Proposal, learned_document, rule_count, union_count
from contracts.results.learned.notebook import Notebook
from contracts.run.progress import OnStep, Step, ignore_step
from contracts.run.recorded.secrets import SecretKeeper
from contracts.run.traffic.live_side import open_session
from contracts.run.traffic.origins import RequestCounts
from contracts.run.traffic.recordings import is_of_api, read_recordings
from contracts.run.traffic.settings import LearnSettings
from contracts.run.traffic.walk import bare_target, own_document, walk
from openapi.loading.references.remote import is_url
from openapi.text.listing import counted

_LONGEST_NAME = 40
_MAX_ORIGINS = 100  # servers whose exchanges without JSON are kept, too

_NOT_THERE = frozenset({404, 405, 501})
"""Statuses with which a server answers for a path or a method that it does not have."""

_NONE = "404, 405 or 501"
_ASKING_ABOUT = frozenset({"HEAD", "OPTIONS", "CONNECT", "TRACE"})
"""Methods that no operation is learned of."""


_MAX_SHOWN = 6  # operations that a note names


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """A proposed document."""

    tree: dict[str, Any]  # the document
    notes: tuple[str, ...] = ()  # what else there is to know, one sentence each
    missing: int = 0  # operations that were left out, as they only ever answered 404, 405 or 501
    is_whole: bool = True  # whether the recordings were read to their ends

    @property
    def summary(self) -> str:
        """How many operations and rules there are, and how many operations were left out."""
        operations = sum(map(len, self.tree["paths"].values()))
        rules = counted(rule_count(self.tree), "rule")
        unions = union_count(self.tree)
        rules += f" and {counted(unions, 'union')}" * bool(unions)
        counts = f"{counted(operations, 'operation')}, {rules}"
        left = f"; {counted(self.missing, 'operation')} left out that only ever answered {_NONE}"
        return f"learned: {counts} to review{left if self.missing else ''}"


@dataclass(slots=True)
class _Reading:
    """What was read of one server."""

    notebook: Notebook = field(default_factory=Notebook)
    secrets: SecretKeeper = field(default_factory=SecretKeeper)

    def add(self, exchange: Exchange, source: str) -> None:
        self.secrets.add(exchange)
        self.notebook.add(exchange, source)

    def add_other(self, exchange: Exchange) -> None:
        """Take an exchange that may be one of a page."""
        if exchange.request.method not in _ASKING_ABOUT:
            self.secrets.add(exchange)
            self.notebook.collector.add_other(exchange)


def learn(
    settings: LearnSettings,
    clock: Clock,
    on_step: OnStep = ignore_step,
    interruption: Interruption | None = None,
) -> Learned:
    """Return a document that describes everything that was seen.

    `on_step` is called when another part begins. After a signal of `interruption`, what was read is
    used.

    Raises:
        ContractsError: A source cannot be used, or shows no API.
    """
    interruption = interruption or Interruption()
    urls = [each for each in settings.sources if is_url(each)]
    if not urls:
        return _from_recordings(settings, on_step, interruption)
    if len(settings.sources) > 1:
        raise OptionError(
            "a URL is learned from alone",
            found=", ".join(settings.sources),
            allowed="one URL, or recordings",
        )
    return _from_server(urls[0], settings, clock, interruption)


def _from_recordings(
    settings: LearnSettings, on_step: OnStep, interruption: Interruption
) -> Learned:
    notes: list[str] = []
    origins = RequestCounts(settings.urls)
    readings: dict[str, _Reading] = {}

    def on_read(name: str, count: int) -> None:
        if count % 1000 == 0:
            on_step(Step(done=0, total=1, text=f"reading {name}: {count} entries"))

    for exchange, source in read_recordings(settings.sources, notes, interruption, on_read):
        origin = exchange.request.origin
        if not is_of_api(exchange):
            if origin in readings or len(readings) < _MAX_ORIGINS:
                readings.setdefault(origin, _Reading()).add_other(exchange)
        elif origins.take(exchange.request):
            readings.setdefault(origin, _Reading()).add(exchange, source)
    label = ", ".join(map(_label, settings.sources))
    is_whole = not notes
    origin, note = origins.chosen(label, notes)
    notes += [note] if note else []
    sources = [*map(_label, settings.sources)]
    found = _proposed(readings[origin], origin, sources, settings, notes)
    return replace(found, is_whole=is_whole)


def _from_server(
    url: str, settings: LearnSettings, clock: Clock, interruption: Interruption
) -> Learned:
    notes: list[str] = []
    target, path = bare_target(url)
    session = open_session(target, settings, clock, interruption)
    reading = _Reading()
    with closing(session.transport), interruption.sending():
        if found := own_document(session):
            notes.append(
                f"The server offers a document of its own at {target.origin}{found[0]}, which "
                f"`contracts drift` compares with this one."
            )
        for exchange in walk(session, path, notes):
            if is_of_api(exchange):
                reading.add(exchange, f"request {exchange.number} to {target.origin}")
            else:
                reading.add_other(exchange)
    if not reading.notebook.count:
        raise OptionError(
            "no JSON was found there",
            where=url,
            allowed="the URL of a JSON answer with links",
            hint="record a client's traffic, and learn from the recording",
        )
    hide = session.credentials.redactor.text
    return _proposed(reading, target.origin, [url.partition("?")[0]], settings, notes, hide)


def _proposed(  # noqa: PLR0913, PLR0917 - what a proposal is made of
    reading: _Reading,
    origin: str,
    sources: Sequence[str],
    settings: LearnSettings,
    notes: list[str],
    hide: Any = None,  # noqa: ANN401 - a function of texts
) -> Learned:
    notebook = reading.notebook
    own = reading.secrets.text
    traffic, missing = _existing(notebook.collector.traffic())
    if missing and not traffic.operations:
        raise OptionError(
            f"every request was answered with {_NONE}",
            where=origin,
            found=counted(missing, "operation"),
            allowed="an answer of an operation that exists",
            hint="record requests that succeed",
        )
    proposal = Proposal(
        api=settings.api or api_name(origin),
        title=urlsplit(origin).hostname or "API",
        servers=[origin],
        sources=sources,
        traffic=traffic,
        notebook=notebook,
        templates=templates(notebook.collector.evidence),
        hide=(lambda text: hide(own(text))) if hide else own,
    )
    if proposal.traffic.skipped:
        notes.append(f"{proposal.traffic.skipped} requests beyond 5000 paths were left out.")
    if traffic.without_json:
        shown = ", ".join(map(proposal.hide, traffic.without_json[:_MAX_SHOWN]))
        more = len(traffic.without_json) - _MAX_SHOWN
        shown += f" and {more} more" if more > 0 else ""
        notes.append(f"Operations without a JSON answer are left out: {shown}.")
    return Learned(tree=learned_document(proposal), notes=tuple(notes), missing=missing)


def _existing(traffic: Traffic) -> tuple[Traffic, int]:
    """Return traffic without what no server has, and how many operations that were."""
    kept = {
        key: shape
        for key, shape in traffic.operations.items()
        if not shape.answers.keys() <= _NOT_THERE
    }
    return replace(traffic, operations=kept), len(traffic.operations) - len(kept)


def api_name(origin: str) -> str:
    """Return a short name for an API, made of its host.

    >>> api_name("https://api.shop.example"), api_name("http://127.0.0.1:8000")
    ('shop', 'api')
    """
    host = (urlsplit(origin).hostname or "").lower()
    parts = [part for part in host.split(".") if part not in {"api", "www", "localhost"}]
    name = re.sub(r"[^a-z0-9]+", "_", parts[0] if parts else "").strip("_")[:_LONGEST_NAME]
    return name if re.match(r"[a-z]", name) else "api"


def _label(source: str) -> str:
    return "standard input" if source == STDIN else Path(source).name
