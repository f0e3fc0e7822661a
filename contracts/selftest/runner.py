"""Tests the checks: injects every contract-breaking fault of a mock, one by one.

The mock is used over HTTP only, as any other server. Its own command lists its faults, and `Prefer`
selects one in a session of its own. The findings make the kill matrix.
"""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from contracts.errors import ContractsError, OptionError
from contracts.http.client.limits import Limits
from contracts.http.client.transport import Transport
from contracts.http.clock import Clock
from contracts.http.messages.exchange import Request
from contracts.run.check import check
from contracts.run.preparation import load
from contracts.run.settings.check import CheckSettings
from contracts.selftest.kill_matrix import KillMatrix, Mutant, Trial, judge_trial, matrix_of
from openapi.contract import Contract
from openapi.loading.yaml import read_yaml
from openapi.rules.outcome import Outcome

_START_LINES = 10
RECORDS = "records"
"""The kind of the faults of a stateful session."""


class SelftestError(ContractsError):
    """The mock cannot be started, or does not list its faults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SelftestSettings:
    """The settings of a self-test."""

    settings: CheckSettings  # how each mutant is checked; its targets are replaced
    url: str = ""  # URL of a running mock; empty to start one
    only: tuple[str, ...] = ()  # parts of the ids of mutants to try; empty for all
    explanations: tuple[Path, ...] = ()  # YAML files with reasons by the id of a mutant or rule


def selftest(plan: SelftestSettings, clock: Clock, on_trial: Callable[[Trial], None]) -> KillMatrix:
    """Try every contract-breaking fault, and return the kill matrix.

    `on_trial` is called with each trial as it ends.

    Raises:
        ContractsError: The mock cannot be started, or a check cannot run.
        ContractError: A document cannot be used.
    """
    began = clock.monotonic()
    contracts = load(plan.settings)
    sets = frozenset(
        rule.rule_set for contract in contracts for rule in contract.rules if rule.rule_set
    )
    settings = replace(plan.settings, rule_sets=sets, is_unsafe=True)
    reasons = read_explanations(plan.explanations)
    mutants = [
        m
        for m in mutants_from_faults(list_mock_faults(document_words(settings)), contracts)
        if _is_in(m, plan)
    ]
    if not mutants:
        raise OptionError("no mutant matches", where="--only", found=", ".join(plan.only) or "all")
    trials: list[Trial] = []
    # The path of a target's URL replaces the API's base path, so it must follow the session's.
    base_paths = {contract.api: contract.base_path for contract in contracts}
    with running_mock(plan.url, document_words(settings)) as url:
        for number, mutant in enumerate(mutants):
            session = f"{url}/__session/selftest-{number}"
            base = f"{session}{base_paths[mutant.api]}"
            if mutant.kind == RECORDS:
                _set_up(session, {"fault": mutant.fault, "stateful": "true"}, clock)
            noticed = _run_mutant(mutant, base, settings, clock)
            trials.append(judge_trial(mutant, noticed, reasons))
            on_trial(trials[-1])
    due = [] if plan.only else _due_rules(contracts, sets)
    return matrix_of(trials, due, reasons, clock.monotonic() - began)


def mutants_from_faults(
    faults: Sequence[Mapping[str, object]], contracts: Sequence[Contract]
) -> list[Mutant]:
    """Return the mutants that a check must notice; a fault of all APIs is one mutant for each."""
    found = []
    for fault in faults:
        caught_by = fault.get("caught_by")
        if not isinstance(caught_by, list) or not caught_by:
            continue
        apis = [str(fault["api"])] if fault.get("api") else [c.api for c in contracts]
        found += [
            Mutant(
                fault=str(fault["id"]),
                api=api,
                operation=str(fault.get("operation", "")),
                kind=str(fault.get("kind", "")),
                summary=str(fault.get("summary", "")),
                caught_by=tuple(map(str, caught_by)),
                is_on_refusals=_is_on_refusals(fault),
            )
            for api in apis
        ]
    return found


def probes_for(mutant: Mutant) -> frozenset[str]:
    """Return the probes that the mutant needs to show, beside the documented requests."""
    found = {"pagination-walk"} if mutant.kind == "pagination" else set()
    if mutant.kind == "polling":
        found.add("polling")
    if mutant.kind == RECORDS:
        found.add("read-back")
    if mutant.is_on_refusals:
        found.add("intake")
    return frozenset(found)


def read_explanations(paths: Sequence[Path]) -> dict[str, str]:
    """Return the reasons by mutant or rule from YAML files.

    Raises:
        DocumentError: A file cannot be read.
        OptionError: A file is not a mapping of texts.
    """
    reasons: dict[str, str] = {}
    for path in paths:
        file = read_yaml(path)
        tree = file.tree if file.tree is not None else {}
        if not isinstance(tree, Mapping) or not all(isinstance(v, str) for v in tree.values()):
            raise OptionError(
                "this file has no explanations",
                where=file.location(),
                allowed="a mapping: mutant or rule id, then the reason as a text",
            )
        reasons.update(tree)
    return reasons


def document_words(settings: CheckSettings) -> list[str]:
    """Return the options by which the mock's own commands load the same documents."""
    named = [("--spec", path) for path in settings.specs]
    named += [("--overlay", path) for path in settings.overlays]
    return [word for option, path in named for word in (option, str(path))]


def list_mock_faults(documents: Sequence[str]) -> list[Mapping[str, object]]:
    """Return the faults that the mock's own command lists.

    Raises:
        SelftestError: The command fails.
    """
    words = [_command(), "faults", "--format", "json", *documents]
    done = subprocess.run(words, capture_output=True, check=False, encoding="utf-8", timeout=120)  # noqa: S603 - our own command
    if done.returncode:
        raise SelftestError("mock-server faults has failed", found=done.stderr.strip()[:400])
    document = json.loads(done.stdout)
    faults: list[Mapping[str, object]] = document["faults"]
    return faults


@contextmanager
def running_mock(url: str, documents: Sequence[str]) -> Iterator[str]:
    """Yield the URL of a mock: the given one, or that of a child process that is ended at exit.

    Raises:
        SelftestError: The child does not start.
    """
    if url:
        yield url.rstrip("/")
        return
    words = [_command(), "serve", "--port", "0", *documents]
    with subprocess.Popen(  # noqa: S603 - our own command
        words,
        encoding="utf-8",
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield _url_of(process)
        finally:
            process.terminate()


def _url_of(process: "subprocess.Popen[str]") -> str:
    output: list[str] = []
    for line in process.stdout or ():
        output.append(line.rstrip())
        match = re.search(r"http://[\w.\[\]:-]+:\d+", line)
        if match:
            return match[0]
        if len(output) > _START_LINES:
            break
    raise SelftestError("the mock did not start", found=" / ".join(output)[:400])


def _command() -> str:
    """Return the mock's command: beside this interpreter, else from the PATH."""
    path = Path(sys.executable).with_name("mock-server")
    return str(path) if path.exists() else "mock-server"


def _is_on_refusals(fault: Mapping[str, object]) -> bool:
    """Whether a fault shows only in answers to requests that must be refused."""
    statuses, caught_by = fault.get("statuses"), fault.get("caught_by")
    is_about_errors = isinstance(statuses, list) and any(
        not str(status).startswith("2") for status in statuses
    )
    return is_about_errors or (isinstance(caught_by, list) and "invalid-refused" in caught_by)


def _set_up(session: str, commands: Mapping[str, str], clock: Clock) -> None:
    """Give a session of the mock its settings.

    Raises:
        SelftestError: The mock refuses them.
    """
    parts = urlsplit(session)
    origin = f"{parts.scheme}://{parts.netloc}"
    target = f"{parts.path}/__setup?{urlencode(commands)}"
    transport = Transport(Limits(origins=frozenset({origin})), clock)
    try:
        answer = transport.send(Request(method="GET", origin=origin, target=target))
    finally:
        transport.close()
    if answer.status != 200:  # noqa: PLR2004 - OK
        shown = answer.body[:400].decode("utf-8", "replace")
        raise SelftestError("the mock refuses the settings of a session", found=shown)


def _run_mutant(mutant: Mutant, base: str, settings: CheckSettings, clock: Clock) -> list[str]:
    """Return every check and rule with a finding for one mutant."""
    # A fault of records is armed for the session: GETs, which do not have it, show what it did.
    wanted = () if mutant.kind == RECORDS else (("Prefer", f"fault={mutant.fault}"),)
    report = check(
        replace(
            settings,
            probes=probes_for(mutant),
            targets=(f"{mutant.api}={base}",),
            headers=(*settings.headers, *wanted),
        ),
        clock,
    )
    return [
        verdict.rule
        for operation in report.operations
        for verdict in operation.verdicts
        if verdict.outcome is Outcome.FAIL
    ]


def _is_in(mutant: Mutant, plan: SelftestSettings) -> bool:
    return not plan.only or any(part in mutant.id for part in plan.only)


def _due_rules(contracts: Sequence[Contract], sets: frozenset[str]) -> list[str]:
    return [
        rule.id
        for contract in contracts
        for rule in contract.rules
        if not rule.rule_set or rule.rule_set in sets
    ]
