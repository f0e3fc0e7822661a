"""The options with which a report lets its reader run the same check again."""

import shlex
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from contracts.http.client.limits import RequestBudget
from contracts.http.messages.redaction import variable_of
from contracts.results.finding import ReportedFinding
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.run import RunSettings
from contracts.run.settings.server import ServerSettings
from openapi.contract import Severity
from openapi.loading.references.remote import as_typed, is_url
from openapi.text.secret_names import is_secret_name

_USUAL_SEED = 1


def options_to_repeat(
    settings: RunSettings, secret_parameters: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the options that another run needs to check the same, quoted for a shell.

    The value of a header may be secret, so a variable named after the header takes its place; so
    does one for the token command, which may have a secret in it. For the secret parameters
    `--param` gives an API key; a variable takes its place.
    """
    options: dict[str, Iterable[object]] = {
        **_document_options(settings),
        "--reading": [f"{name}={value}" for name, value in settings.readings.items()],
        "--rules": sorted(settings.rule_sets),
        "--env": sorted(settings.env),
        **{option.flags[0]: values for option, values in settings.choosing()},
        "--only": sorted(settings.only),
        "--skip": sorted(settings.skip),
        "--severity": [each.value for each in [settings.min_severity] if each is not Severity.INFO],
        "--param": [
            f"{name}={value}"
            for name, values in settings.known_values.items()
            for value in values
            if name not in secret_parameters
        ],
        "--data": settings.data,
        **_timeout_option(settings),
        **_budget_options(settings.budget),
        "--workers": [settings.workers] if settings.workers > 1 else [],
        **_seed_option(settings),
    }
    flags = {
        "--unsafe": settings.is_unsafe,
        "--probe-access": isinstance(settings, CheckSettings) and settings.is_probing_access,
        "--allow-production": settings.is_production_allowed,
        "--strict": settings.is_strict,
    }
    return (
        *document_words(settings.specs),
        *_words(options),
        *_connection_words(settings, secret_parameters),
        *_words({"--baseline": _given(settings.baseline)}),
        *(flag for flag, is_set in flags.items() if is_set),
    )


def options_to_replay(
    settings: RunSettings, secret_parameters: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the options that `contracts replay` needs for a witness of this run.

    Readings, rule sets and values are in the witness itself. For the secret parameters `--param`
    gives an API key; a variable takes its place.
    """
    flags = {"--unsafe": settings.is_unsafe, "--allow-production": settings.is_production_allowed}
    pace = RequestBudget(per_second=settings.budget.per_second)
    options = {
        **_document_options(settings),
        "--env": sorted(settings.env),
        **_timeout_option(settings),
        **_budget_options(pace),
    }
    return (
        *document_words(settings.specs),
        *_words(options),
        *_connection_words(settings, secret_parameters),
        *(flag for flag, is_set in flags.items() if is_set),
    )


def _words(options: Mapping[str, Iterable[object]]) -> Iterator[str]:
    """Yield options with each of their values, quoted for a shell."""
    for option, values in options.items():
        for value in values:
            yield from (option, shlex.quote(str(value)))


def _given(value: object) -> list[object]:
    return [] if value is None else [value]


def _document_options(settings: RunSettings) -> dict[str, Iterable[object]]:
    return {
        "--overlay": settings.overlays,
        "--root": _given(settings.root),
        "--max-document-bytes": _given(settings.max_document_bytes),
        "--max-document-files": _given(settings.max_document_files),
    }


def document_words(specs: Iterable[Path]) -> list[str]:
    """Return the options that name documents, quoted for a shell.

    A URL with a user or a key in it is secret, so a variable takes its place.
    """
    return [word for path in specs for word in ("--spec", _document_word(as_typed(path)))]


def _document_word(text: str) -> str:
    parts = urlsplit(text) if is_url(text) else urlsplit("")
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    is_secret = "@" in parts.netloc or any(map(is_secret_name, names))
    return '"$SPEC_URL"' if is_secret else shlex.quote(text)


def with_replay_options(
    findings: Iterable[ReportedFinding], settings: RunSettings, secret_parameters: frozenset[str]
) -> tuple[ReportedFinding, ...]:
    """Return findings whose command to send the witness again is complete.

    For the secret parameters `--param` gives an API key; a variable takes its place.
    """
    options = options_to_replay(settings, secret_parameters)
    return tuple(replace(found, replay_options=options) for found in findings)


def _connection_words(settings: RunSettings, secret_parameters: frozenset[str]) -> list[str]:
    """Return the options of credentials and connection; a variable is in each secret's place."""
    words = [
        word
        for name, _ in settings.headers
        for word in ("--header", f'"{name}: ${variable_of(name)}"')
    ]
    words += [
        word
        for name in settings.known_values
        if name in secret_parameters
        for word in ("--param", f'{shlex.quote(name)}="${variable_of(name)}"')
    ]
    if settings.token_command:
        words += ["--token-command", '"$TOKEN_COMMAND"']
    connection = settings.connection
    has_password = connection.proxy is not None and bool(connection.proxy.credentials)
    words += [shlex.quote(word) for word in connection.option_words]
    if has_password:
        words[words.index("--proxy") + 1] = '"$PROXY_URL"'
    return words


def _seed_option(settings: RunSettings) -> dict[str, Iterable[object]]:
    # A run of `fuzz` draws another seed, and finds more with it.
    seed = settings.seed if isinstance(settings, CheckSettings) else _USUAL_SEED
    return {"--seed": [] if seed == _USUAL_SEED else [seed]}


def _timeout_option(settings: RunSettings) -> dict[str, Iterable[object]]:
    seconds, usual = settings.timeout_seconds, ServerSettings().timeout_seconds
    return {"--timeout": [] if seconds == usual else [f"{seconds:g}s"]}


def _budget_options(budget: RequestBudget) -> dict[str, list[object]]:
    """Return the given pace and budgets as options."""
    seconds = budget.max_seconds
    return {
        "--rate": [] if budget.per_second is None else [f"{budget.per_second:g}"],
        "--max-requests": _given(budget.max_requests),
        "--max-time": [] if seconds is None else [f"{seconds:g}"],
        "--max-bytes": _given(budget.max_bytes),
        "--max-server-errors": _given(budget.max_server_errors),
    }
