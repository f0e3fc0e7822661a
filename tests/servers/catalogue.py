"""The two lists: what is broken and must be found, what is healthy and must pass.

A decorated class is entered under `<api>.<class-name-in-kebab-case>`; a class derived from
`Service` is entered once for each of `SHARED`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.servers.elastic_path import ElasticPath
from tests.servers.notes import Notes
from tests.servers.placewise import Placewise
from tests.servers.service import Service

SHARED: dict[str, type[Service]] = {"placewise": Placewise, "elastic_path": ElasticPath}
"""The APIs at which everything about HTTP and JSON is tried."""

REFERENCES = {**SHARED, "notes": Notes}
LEVELS = ("error", "warning", "info", "lifecycle")
NEEDS = (
    "ids",  # the ids of the store must be known: `--param import_id=...`
    "other",  # a second identity: another club's slug or another store's token
    "token",  # the server demands a token: the checker must have the right one
    "unsafe",  # shows only with methods other than GET, HEAD and OPTIONS
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A server that breaks a promise.

    Attributes:
        name: `<api>.<kebab>`.
        api: The API's short name.
        kind: Name of its file.
        about: What is wrong, in a sentence.
        evidence: The documented line, the invariant of the facts, or the RFC that makes it wrong.
        level: What a finding is worth: an error, a warning (the documents or upstream only suggest
            it), an info, or a warning of the opt-in rule set `lifecycle`.
        needs: What a checker must be given to have a chance; see `NEEDS`.
        service: The server's class.
        shows: Returns whether a client can see the defect.
    """

    name: str
    api: str
    kind: str
    about: str
    evidence: str
    level: str
    needs: tuple[str, ...]
    service: type[Service]
    shows: Callable[[Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freedom:
    """A healthy server that uses a freedom.

    Attributes:
        name: `<api>.<kebab>`.
        api: The API's short name.
        kind: Name of its file.
        about: What is unusual about it, in a sentence.
        evidence: What leaves it open.
        may_warn: The register numbers of the facts under which a warning or an info is due; empty
            where a checker should say nothing at all.
        service: The server's class.
        shows: Returns whether the freedom is really used.
    """

    name: str
    api: str
    kind: str
    about: str
    evidence: str
    may_warn: str
    service: type[Service]
    shows: Callable[[Any], bool]


DEFECTS: dict[str, Defect] = {}
FREEDOMS: dict[str, Freedom] = {}


def broken(
    evidence: str, *, level: str = "error", needs: tuple[str, ...] = ()
) -> Callable[[type], type]:
    """Enter a class as a defect."""

    def enter(cls: type) -> type:
        for api, service in _services(cls):
            wanted = (*needs, "token") if service.demands_token else needs
            defect = Defect(
                name=f"{api}.{_kebab(cls)}",
                api=api,
                kind=_kind(cls),
                about=_about(cls),
                evidence=evidence,
                level=level,
                needs=tuple(sorted(set(wanted))),
                service=service,
                shows=cls.shows,
            )
            _add(DEFECTS, defect)
        return cls

    return enter


def healthy(evidence: str, *, may_warn: str = "") -> Callable[[type], type]:
    """Enter a class as a freedom."""

    def enter(cls: type) -> type:
        for api, service in _services(cls):
            freedom = Freedom(
                name=f"{api}.{_kebab(cls)}",
                api=api,
                kind=_kind(cls),
                about=_about(cls),
                evidence=evidence,
                may_warn=may_warn,
                service=service,
                shows=cls.shows,
            )
            _add(FREEDOMS, freedom)
        return cls

    return enter


def once_each(entries: dict[str, Any]) -> dict[str, Any]:
    """Return the entries with what both shared APIs have kept at one of them, taking turns.

    Most of what is wrong with HTTP or JSON is entered for both; where time is short, one of
    the two says enough.
    """
    shared = sorted(
        {name.partition(".")[2] for name in entries if name.startswith("placewise.")}
        & {name.partition(".")[2] for name in entries if name.startswith("elastic_path.")}
    )
    apis = sorted(SHARED)
    dropped = {f"{apis[turn % 2]}.{rest}" for turn, rest in enumerate(shared)}
    return {name: entry for name, entry in entries.items() if name not in dropped}


def _services(cls: type) -> list[tuple[str, type[Service]]]:
    for api, reference in REFERENCES.items():
        if issubclass(cls, reference):
            return [(api, cls)]
    return [
        (api, type(cls.__name__, (cls, reference), {"__module__": cls.__module__}))
        for api, reference in SHARED.items()
    ]


def _add(entries: dict[str, Any], entry: Defect | Freedom) -> None:
    if entry.name in DEFECTS or entry.name in FREEDOMS:
        raise ValueError(f"the name {entry.name} is taken; rename the class")
    entries[entry.name] = entry


def _kebab(cls: type) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[0-9])(?=[A-Z])", "-", cls.__name__).lower()


def _kind(cls: type) -> str:
    return cls.__module__.rpartition(".")[2].replace("_", "-")


def _about(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split("\n\n")[0].split())
