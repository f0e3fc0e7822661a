"""From settings to targets: loads the contracts, and refuses names that they do not have.

A misspelt option must not check another API, or less than was asked for.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from contracts.errors import OptionError
from contracts.http.client.connector import with_environment
from contracts.http.client.limits import Limits
from contracts.http.client.transport import Pace, Transport
from contracts.http.clock import Clock
from contracts.http.requests.credentials import key_parameters
from contracts.http.requests.known_values import value_names
from contracts.http.requests.politeness import check_production, limits_for_targets
from contracts.http.requests.targets import Target, parse_targets
from contracts.results.learned.names import LEARNED_SET
from contracts.results.report import Report
from contracts.run.selection.operations import choice_note, is_nothing_chosen, unchosen, with_chosen
from contracts.run.selection.rules import Selection, check_rule_names
from contracts.run.settings.data import read_data
from contracts.run.settings.run import RunSettings
from contracts.run.settings.server import ServerSettings
from openapi.contract import Contract
from openapi.errors import did_you_mean
from openapi.loading.complaints import summary
from openapi.loading.document import LoadOptions, limits_from, load_contracts
from openapi.process.standard_streams import write_stderr

REQUESTS_SHARE = 0.75
"""Part of the time of a run that requests may take; the rest is for judging the answers."""

PACED_SHARE = 0.9
"""Part of that time that the default number of requests takes at the pace of the run."""

WORKSPACE = "GITHUB_WORKSPACE"
"""Variable with the root of the repository; paths in annotations are relative to it."""


def prepare(settings: RunSettings) -> tuple[Target, ...]:
    """Return the targets of a run; nothing is sent.

    Raises:
        ContractsError: An option cannot be used.
        ContractError: A document cannot be used.
    """
    contracts = load(settings)
    targets = parse_targets(settings.targets, contracts)
    _refuse_unknown_parameters(settings, contracts)
    check_production(targets, is_allowed=settings.is_production_allowed)
    return with_chosen(settings, targets, settings.readings, load_options(settings))


def load(settings: RunSettings) -> Sequence[Contract]:
    """Return the contracts of a run, which have the rules that the settings name.

    Raises:
        ContractsError: An option cannot be used.
        ContractError: A document cannot be used.
    """
    options = load_options(settings)
    contracts = load_contracts(settings.specs, readings=settings.readings, options=options)
    if warnings := summary(contracts, settings.overlays):
        write_stderr(f"contracts: {warnings}")
    _refuse_unknown_sets(settings, contracts)
    check_rule_names(rule_selection(settings), contracts)
    return contracts


def load_options(settings: ServerSettings) -> LoadOptions:
    """Return how the documents of a run are loaded."""
    return LoadOptions(
        is_strict=isinstance(settings, RunSettings) and settings.is_strict,
        root=settings.root,
        limits=limits_from(settings.max_document_bytes, settings.max_document_files),
        overlays=settings.overlays,
    )


def rule_selection(settings: RunSettings) -> Selection:
    """Return which rules and severities the settings select."""
    return Selection(only=settings.only, skip=settings.skip, lowest=settings.min_severity)


def run_limits(targets: Sequence[Target], settings: RunSettings) -> Limits:
    """Return what a run may send to these servers, and for how long."""
    seconds, budget = REQUESTS_SHARE * settings.max_seconds, settings.budget
    limits = limits_for_targets(
        targets,
        replace(budget, max_seconds=seconds),
        allow_unsafe=settings.is_unsafe,
        timeout_seconds=settings.timeout_seconds,
    )
    if budget.max_requests or budget.max_seconds or not limits.per_second or not seconds:
        return limits
    # By default the number of requests ends a paced run, not its time: so the same seed sends the
    # same requests.
    whole = REQUESTS_SHARE * settings.whole_seconds
    most = max(int(PACED_SHARE * whole * limits.per_second), 1)
    return replace(limits, max_requests=min(limits.max_requests, most))


def open_transport(
    targets: Sequence[Target],
    settings: ServerSettings,
    clock: Clock,
    limits: Limits,
    pace_of: Callable[[float], Pace] | None = None,
) -> Transport:
    """Return the client of a run, which sends nothing yet.

    `pace_of` makes the pace that it shares with others, from the seconds between two requests.

    Raises:
        OptionError: A variable of the environment has something else than a proxy.
    """
    origins = [target.origin for target in targets]
    connection = with_environment(settings.connection, settings.environ, origins)
    pace = pace_of(1 / limits.per_second) if pace_of and limits.per_second else None
    return Transport(limits, clock, connection=connection, pace=pace)


def report_on(targets: Sequence[Target], settings: RunSettings, profile: str, seed: int) -> Report:
    """Return the report of a run without what it has sent and found."""
    return Report(
        targets={target.contract.api: target.base_url for target in targets},
        profile=profile,
        seed=seed,
        sets=settings.rule_sets,
        readings=settings.readings,
        is_unsafe=settings.is_unsafe,
        is_strict=settings.is_strict,
        notes=choice_note(settings, targets),
        is_nothing_chosen=is_nothing_chosen(targets),
        unchosen=unchosen(targets),
        files={path.name: _shown_path(path, settings) for path in _files(targets)},
        texts=contract_texts(targets),
    )


def contract_texts(targets: Sequence[Target]) -> Mapping[str, str]:
    """Return the texts of the files of the contracts, by file name."""
    return {path.name: path.read_text(encoding="utf-8") for path in _files(targets)}


def _files(targets: Sequence[Target]) -> list[Path]:
    """Return the files of the contracts that exist."""
    paths = dict.fromkeys(Path(target.contract.file) for target in targets)
    return [path for path in paths if path.is_file()]


def _shown_path(path: Path, settings: RunSettings) -> str:
    """Return a path relative to the repository or the current folder; outside both, its name."""
    whole = path.resolve()
    for root in (settings.environ.get(WORKSPACE, ""), "."):
        if root and whole.is_relative_to(Path(root).resolve()):
            return whole.relative_to(Path(root).resolve()).as_posix()
    return path.name


def _refuse_unknown_sets(settings: RunSettings, contracts: Sequence[Contract]) -> None:
    known = sorted(
        {rule.rule_set for contract in contracts for rule in contract.rules if rule.rule_set}
    )
    for name in sorted(settings.rule_sets):
        # A learned document may have no rule, or none that is not accepted.
        if name not in {*known, LEARNED_SET}:
            raise OptionError(
                f"no loaded contract has a set of rules called {name!r}{did_you_mean(name, known)}",
                where="--rules",
                allowed=", ".join(known) or "no sets are defined",
            )


def _refuse_unknown_parameters(settings: RunSettings, contracts: Sequence[Contract]) -> None:
    """Refuse values for parameters that no contract has, of `--param` and of data files."""
    given = [("--param", name) for name in settings.known_values]
    for path in settings.data:
        columns = dict.fromkeys(name for row in read_data([path]) for name in row.values)
        given += [(f"--data {path}", name) for name in columns]
    every = [value_names(contract) for contract in contracts]
    plain = frozenset().union(*(names for names, _ in every), *map(key_parameters, contracts))
    qualified = frozenset().union(*(names for _, names in every))
    for where, name in given:
        if name in plain or name in qualified:
            continue
        keys = {
            scheme.parameter.lower()
            for contract in contracts
            for scheme in contract.security_schemes.values()
            if scheme.type == "apiKey"
        }
        near = did_you_mean(name, qualified if "." in name else plain)
        raise OptionError(
            f"no loaded contract has a parameter called {name!r}{near}",
            where=where,
            allowed=", ".join(sorted(plain)),
            hint=f"give the key with --header '{name}: …'" if name.lower() in keys else "",
        )


def secret_parameters(targets: Sequence[Target]) -> frozenset[str]:
    """Return the names for which `--param` takes a secret: API keys in the query or a cookie."""
    return frozenset().union(*(key_parameters(target.contract) for target in targets))
