"""The options with which a report lets its reader run the same check again."""

import shlex
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from contracts.http.client.limits import RequestBudget
from contracts.http.messages.redaction import variable_of
from contracts.http.messages.secret_names import is_secret_name
from contracts.results.finding import ReportedFinding
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.run import RunSettings
from openapi.contract import Severity
from openapi.loading.references.remote import as_typed, is_url


def options_to_repeat(
    settings: RunSettings, secret_parameters: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the options that another run needs to check the same, quoted for a shell.

    The value of a header may be secret, so a variable named after the header takes its place; so
    does one for the token command, which may have a secret in it. For the secret parameters
    `--param` gives an API key; a variable takes its place.
    """
    pairs = [
        *(("--overlay", str(path)) for path in settings.overlays),
        *((("--root", str(settings.root)),) if settings.root else ()),
        *(
            (option, str(number))
            for option, number in (
                ("--max-document-bytes", settings.max_document_bytes),
                ("--max-document-files", settings.max_document_files),
            )
            if number is not None
        ),
        *(("--reading", f"{name}={value}") for name, value in settings.readings.items()),
        *(("--rules", name) for name in sorted(settings.rule_sets)),
        *(("--env", name) for name in sorted(settings.env)),
        *settings.choosing(),
        *(("--only", name) for name in sorted(settings.only)),
        *(("--skip", name) for name in sorted(settings.skip)),
        *_severity(settings.min_severity),
        *(
            ("--param", f"{name}={value}")
            for name, values in settings.known_values.items()
            for value in values
            if name not in secret_parameters
        ),
        *(("--data", str(path)) for path in settings.data),
        *_budget_options(settings.budget),
    ]
    flags = [
        ("--unsafe", settings.is_unsafe),
        ("--probe-access", isinstance(settings, CheckSettings) and settings.is_probing_access),
        ("--allow-production", settings.is_production_allowed),
        ("--strict", settings.is_strict),
    ]
    words = document_words(settings.specs)
    words += [word for option, value in pairs for word in (option, shlex.quote(value))]
    words += _connection_words(settings, secret_parameters)
    if settings.baseline is not None:
        words += ["--baseline", shlex.quote(str(settings.baseline))]
    return (*words, *(flag for flag, is_set in flags if is_set))


def _severity(lowest: Severity) -> Iterator[tuple[str, str]]:
    if lowest is not Severity.INFO:
        yield ("--severity", lowest.value)


def options_to_replay(
    settings: RunSettings, secret_parameters: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the options that `contracts replay` needs for a witness of this run.

    Readings, rule sets and values are in the witness itself. For the secret parameters `--param`
    gives an API key; a variable takes its place.
    """
    pairs = [
        *(("--overlay", str(path)) for path in settings.overlays),
        *(("--env", name) for name in sorted(settings.env)),
    ]
    flags = [
        ("--unsafe", settings.is_unsafe),
        ("--allow-production", settings.is_production_allowed),
    ]
    words = document_words(settings.specs)
    words += [word for option, value in pairs for word in (option, shlex.quote(value))]
    words += _connection_words(settings, secret_parameters)
    return (*words, *(flag for flag, is_set in flags if is_set))


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


def _budget_options(budget: RequestBudget) -> Iterator[tuple[str, str]]:
    """Yield the given pace and budgets as options."""
    values = (
        ("--rate", budget.per_second),
        ("--max-requests", budget.max_requests),
        ("--max-time", budget.max_seconds),
        ("--max-bytes", budget.max_bytes),
        ("--max-server-errors", budget.max_server_errors),
    )
    yield from (
        (option, f"{value:g}" if isinstance(value, float) else str(value))
        for option, value in values
        if value is not None
    )
