"""What the commands are asked to do: frozen settings whose fields are their options; profiles."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from contracts.errors import OptionError
from contracts.http.client.connector import ConnectionSettings, create_dialing
from contracts.http.client.limits import RequestBudget
from contracts.http.requests.credentials import parse_header, variable_of
from contracts.run.option_values import (
    ReportFile,
    parse_duration,
    parse_known,
    parse_pairs,
    parse_report,
)
from contracts.run.options import Option, from_option, from_options
from openapi.contract import Severity

DOCUMENTED, ACCESS = "documented", "access"
"""Ids of the probe that every run begins with, and of the one that may lock an account."""

QUICK_PROBES = frozenset(
    {DOCUMENTED, "identities", "pagination-walk", "polling", "repetition", "methods", ACCESS}
)
ALL_PROBES = QUICK_PROBES | {"intake", "bodies", "names"}
"""Ids of `contracts.probes.catalogue`, whose import would make `--help` slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How thorough a run is.

    Attributes:
        name: On the command line.
        summary: One line for people.
        probes: Ids of the probes that run.
        max_examples: Random requests per operation and mode; 0 generates nothing at all.
        fuzz_seconds: For random requests, per API; examples and boundaries are not timed.
        follow_seconds: For looks at what lives on, at the end.
        max_seconds: For the whole run, judging included, unless `--max-time` says otherwise.
    """

    name: str
    summary: str
    probes: frozenset[str]
    max_examples: int = 0
    fuzz_seconds: float = 0.0
    follow_seconds: float = 0.0
    max_seconds: float = 600.0


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(
            name="smoke",
            summary="the documented requests only",
            probes=QUICK_PROBES,
            follow_seconds=1.2,
            max_seconds=300.0,
        ),
        Profile(
            name="ci",
            summary="and generated requests: examples, every boundary, some random ones",
            probes=ALL_PROBES,
            max_examples=20,
            fuzz_seconds=5.0,
            follow_seconds=4.0,
        ),
        Profile(
            name="full",
            summary="and many more random ones",
            probes=ALL_PROBES,
            max_examples=100,
            fuzz_seconds=12.0,
            follow_seconds=6.0,
            max_seconds=1800.0,
        ),
    )
}


FORMATS = ("text", "json", "junit", "html", "github")
"""Formats of reports; `contracts.reports.catalogue` has what lays each out."""

SPEC = Option(
    flags=("--spec",),
    kind="document",
    is_repeatable=True,
    metavar="PATH",
    help="An OpenAPI or Swagger 2.0 document, a file or a URL, in place of the packaged ones; "
    "repeatable.",
)
ROOT = Option(
    flags=("--root",),
    kind="path",
    metavar="FOLDER",
    help="The folder whose files a document may refer to.  [default: its repository]",
    after="spec",
)
MAX_DOCUMENT_BYTES = Option(
    flags=("--max-document-bytes",),
    kind="integer",
    bounds=(1, None),
    metavar="N",
    help="Bytes of each file of a document.  [default: 64 MiB]",
    after="root",
)
MAX_DOCUMENT_FILES = Option(
    flags=("--max-document-files",),
    kind="integer",
    bounds=(0, None),
    metavar="N",
    help="Files that a document may refer to.  [default: 5000]",
    after="max_document_bytes",
)
_REPORT = Option(
    flags=("--report",),
    is_repeatable=True,
    metavar="FORMAT=FILE",
    help="Write one more report; repeatable.",
)


def _as_typed(value: Any) -> Any:  # noqa: ANN401 - of whatever type the option has
    return value


def _headers(texts: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(map(parse_header, texts))


def _more_reports(texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    return tuple(parse_report(text, FORMATS) for text in texts)


def _reports(name: str, path: str | None, texts: tuple[str, ...]) -> tuple[ReportFile, ...]:
    return (ReportFile(format=name, path=path or "-"), *_more_reports(texts))


def _budget(
    rate: float | None,
    max_requests: int | None,
    max_bytes: int | None,
    max_time: str | None,
    max_server_errors: int | None,
) -> RequestBudget:
    return RequestBudget(
        per_second=rate,
        max_requests=max_requests,
        max_seconds=parse_duration(max_time, "--max-time") if max_time else None,
        max_bytes=max_bytes,
        max_server_errors=max_server_errors,
    )


def _dialing(
    proxy: str | None,
    ca: Path | None,
    is_insecure: bool,  # noqa: FBT001 - as Click gives it
    certificate: Path | None,
    key: Path | None,
) -> ConnectionSettings:
    return create_dialing(
        ca=ca, is_insecure=is_insecure, certificate=certificate, key=key, proxy=proxy or ""
    )


def _fuzz_seconds(text: str) -> float:
    seconds = parse_duration(text, "--for")
    if seconds <= 0:
        raise OptionError(
            "a run takes some time", where="--for", found=repr(text[:40]), allowed="90s, 10m or 1h"
        )
    return seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """How servers are asked, for every command that sends requests.

    Attributes:
        specs: Documents to load in place of the packaged ones.
        headers: Added to every request, names and values.
        environ: Where live values are looked up.
        env: Variables that documents may read beside those that the packaged ones name.
        known_values: Values that exist on the server, by parameter name.
        timeout_seconds: For one answer.
        is_unsafe: Whether requests may change something.
        is_production_allowed: Whether servers that a contract marks as production are asked.
        restraint: Pace and budgets; what it leaves out depends on where the servers are.
        dialing: How connections are made.
    """

    specs: tuple[Path, ...] = from_options((SPEC,), tuple)
    headers: tuple[tuple[str, str], ...] = from_option(
        "--header",
        read=_headers,
        is_shown=False,
        kind="lines",
        is_repeatable=True,
        metavar="'NAME: VALUE'",
        help="Add a header to every request; it is never shown; repeatable.",
    )
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    env: frozenset[str] = from_option(
        "--env",
        read=frozenset,
        is_repeatable=True,
        metavar="NAME",
        help="A variable that a document may read and send, beside those of the packaged ones; "
        "repeatable.",
    )
    known_values: Mapping[str, tuple[str, ...]] = from_option(
        "--param",
        read=parse_known,
        is_repeatable=True,
        metavar="NAME=VALUE",
        help="A value that exists on the server, or @FILE with one on each line; repeatable.",
    )
    timeout_seconds: float = from_option(
        "--timeout",
        read=partial(parse_duration, option="--timeout"),
        default="10s",
        is_default_shown=True,
        metavar="10s",
        help="Patience for one answer.",
    )
    is_unsafe: bool = from_option(
        "--unsafe", kind="flag", help="Also send requests that could change something."
    )
    is_production_allowed: bool = from_option(
        "--allow-production",
        kind="flag",
        help="Check servers that a contract marks as production.",
    )
    restraint: RequestBudget = from_options(
        (
            Option(
                flags=("--rate",),
                kind="number",
                bounds=(0, 10_000),
                metavar="N",
                help="Requests in a second; 0 does not pace them.  [default: 5 off this machine]",
            ),
            Option(
                flags=("--max-requests",),
                kind="integer",
                bounds=(1, None),
                metavar="N",
                help="Requests of the whole run.  [default: 500 off this machine]",
            ),
            Option(
                flags=("--max-bytes",),
                kind="integer",
                bounds=(1, None),
                metavar="N",
                help="Bytes of all answers, decoded; what it cuts is not proved.  "
                "[default: 64 MiB off this machine, else 256 MiB]",
            ),
            Option(
                flags=("--max-time",),
                metavar="10m",
                help="Time of the whole run, judging included; what it cuts is not proved.  "
                "[default: smoke 5m, ci 10m, full 30m]",
            ),
            Option(
                flags=("--max-server-errors",),
                kind="integer",
                bounds=(0, None),
                metavar="N",
                help="Answers of 5xx in a row, then the server is left alone; 0 goes on.  "
                "[default: 20 off this machine]",
            ),
        ),
        _budget,
    )
    dialing: ConnectionSettings = from_options(
        (
            Option(flags=("--proxy",), metavar="URL", help="Go through http://HOST:PORT."),
            Option(
                flags=("--tls-ca",), kind="path", metavar="FILE", help="Trust these certificates."
            ),
            Option(flags=("--tls-insecure",), kind="flag", help="Trust any certificate."),
            Option(
                flags=("--tls-cert",), kind="path", metavar="FILE", help="Show this certificate."
            ),
            Option(
                flags=("--tls-key",), kind="path", metavar="FILE", help="The key of --tls-cert."
            ),
        ),
        _dialing,
    )

    @property
    def max_seconds(self) -> float:
        """Seconds that the whole run may take; 0 for no limit."""
        return self.restraint.max_seconds or 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings(ServerSettings):
    """What `check` and `fuzz` share.

    Attributes:
        targets: `[API=]URL`, as typed.
        root: The folder whose files documents may refer to; by default their repository.
        max_document_bytes: Bytes of each of their files; by default those of `openapi`.
        max_document_files: Files that each may refer to; by default those of `openapi`.
        readings: Chosen reading by discrepancy id.
        rule_sets: Opt-in sets of rules.
        wait_seconds: How long the server may take until its first answer.
        is_strict: Whether warnings fail the run.
        reports: What to write to files.
        min_severity: Lesser findings are left out.
        only: Ids of checks and rules that are judged; none means all.
        skip: Ids of checks and rules that are left out.
        baseline: File of known findings.
        is_quiet: Whether only findings and the last line are shown.
    """

    targets: tuple[str, ...]
    root: Path | None = from_options((ROOT,), _as_typed)
    max_document_bytes: int | None = from_options((MAX_DOCUMENT_BYTES,), _as_typed)
    max_document_files: int | None = from_options((MAX_DOCUMENT_FILES,), _as_typed)
    readings: Mapping[str, str] = from_option(
        "--reading",
        read=partial(parse_pairs, option="--reading", form="ID=NAME"),
        is_repeatable=True,
        metavar="ID=NAME",
        help="How to read a discrepancy of the documents; repeatable.",
        after="max_document_files",
    )
    rule_sets: frozenset[str] = from_option(
        "--rules",
        read=frozenset,
        is_repeatable=True,
        metavar="SET",
        help="Judge an opt-in set of rules as well, such as lifecycle; repeatable.",
        after="reading",
    )
    wait_seconds: float = from_option(
        "--wait",
        read=partial(parse_duration, option="--wait"),
        default="0s",
        metavar="30s",
        help="Wait so long for the first answer.",
        after="param",
    )
    is_strict: bool = from_option(
        "--strict", kind="flag", help="Warnings fail the run, those about documents too."
    )
    reports: tuple[ReportFile, ...] = from_options((_REPORT,), _more_reports)
    min_severity: Severity = from_option(
        "--severity",
        read=Severity,
        choices=("error", "warning", "info"),
        default="info",
        is_default_shown=True,
        help="The least severity that is shown.",
    )
    only: frozenset[str] = from_option(
        "--only",
        read=frozenset,
        is_repeatable=True,
        metavar="RULE",
        help="Judge this check or rule alone; repeatable.",
    )
    skip: frozenset[str] = from_option(
        "--skip",
        read=frozenset,
        is_repeatable=True,
        metavar="RULE",
        help="Leave out a check or rule; repeatable.",
    )
    baseline: Path | None = from_option(
        "--baseline",
        kind="file",
        metavar="FILE",
        help="Known findings, which fail only when they have expired.",
    )
    is_quiet: bool = from_option(
        "-q", "--quiet", kind="flag", help="Show findings and the result, nothing else."
    )

    @property
    def failing(self) -> frozenset[Severity]:
        """Severities of findings that fail the run."""
        return frozenset({Severity.ERROR, *([Severity.WARNING] if self.is_strict else [])})


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSettings(RunSettings):
    """What a check run is asked to do.

    Attributes:
        profile: How thorough.
        seed: The same seed sends the same requests.
        is_probing_access: Whether wrong credentials are tried off this machine, too.
        is_dry_run: Whether the command shows what would be sent, and sends nothing.
        reports: What to write, to standard output or to files.
        witnesses: Folder for a witness of every finding that fails the run.
        probes: Ids of the probes that run beside the documented requests; None runs those of
            the profile.
    """

    profile: Profile = from_option(
        "--profile",
        read=PROFILES.__getitem__,
        choices=tuple(PROFILES),
        default="ci",
        is_default_shown=True,
        help="How thorough: documented requests (smoke), generated ones too (ci), many (full).",
        after="reading",
    )
    seed: int = from_option(
        "--seed",
        kind="integer",
        bounds=(0, 2**63),
        default=1,
        is_default_shown=True,
        help="The same seed sends the same requests.",
        after="timeout",
    )
    is_probing_access: bool = from_option(
        "--probe-access",
        kind="flag",
        help="Try wrong credentials off this machine, too; this may lock an account.",
        after="unsafe",
    )
    is_dry_run: bool = from_option(
        "--dry-run",
        kind="flag",
        help="Show what would be sent, and send nothing.",
        after="allow_production",
    )
    reports: tuple[ReportFile, ...] = from_options(
        (
            Option(
                flags=("--format",),
                choices=FORMATS,
                default="text",
                is_default_shown=True,
                help="What to write to standard output.",
            ),
            Option(
                flags=("--output",), metavar="FILE", help="Write that report to a file instead."
            ),
            _REPORT,
        ),
        _reports,
    )
    witnesses: Path | None = from_option(
        "--witnesses",
        kind="folder",
        metavar="DIR",
        help="Write the shortest requests that show each failing finding, for `contracts replay`.",
        after="baseline",
    )
    probes: frozenset[str] | None = None

    @property
    def max_seconds(self) -> float:
        """Seconds that the whole run may take: requests, waiting, judging, shortening."""
        said = self.restraint.max_seconds
        return self.profile.max_seconds if said is None else said

    def probe_ids(self, *, is_local: bool) -> frozenset[str]:
        """Return the ids of the probes that run on a server.

        Args:
            is_local: Whether the server is on this machine; elsewhere the access probe might
                lock an account and needs `is_probing_access`.
        """
        if self.probes is not None:
            return self.probes | {DOCUMENTED}
        is_access_allowed = is_local or self.is_probing_access
        return self.profile.probes - ({ACCESS} if not is_access_allowed else set())


@dataclass(frozen=True, slots=True, kw_only=True)
class FuzzSettings(RunSettings):
    """What a fuzz run is asked to do.

    Attributes:
        seconds: How long.
        seed: The same seed makes the same requests; the command draws one if none is typed.
        corpus: Where the corpus is kept.
        witnesses: Where a witness of each new finding is written.
        is_json: Whether JSON is written instead of the summary.
    """

    seconds: float = from_option(
        "--for",
        read=_fuzz_seconds,
        default="1m",
        is_default_shown=True,
        metavar="10m",
        help="How long: 90s, 10m, 1h.",
    )
    seed: int = from_option(
        "--seed",
        read=lambda typed: 1 if typed is None else typed,
        kind="integer",
        bounds=(0, 2**63),
        help="The same seed makes the same requests.  [default: another one each time]",
    )
    corpus: Path = from_option(
        "--corpus",
        kind="folder",
        default=Path("fuzz", "corpus"),
        is_default_shown=True,
        metavar="DIR",
        help="What led to findings: kept between runs, and tried first.",
    )
    witnesses: Path = from_option(
        "--witness-dir",
        kind="folder",
        default=Path("fuzz", "witnesses"),
        is_default_shown=True,
        metavar="DIR",
        help="Where a witness of each new finding is written, for `contracts replay`.",
    )
    is_json: bool = from_option("--json", kind="flag", help="Write JSON instead of the summary.")


def options_to_repeat(settings: RunSettings) -> tuple[str, ...]:
    """Return the options without which another run would be about something else.

    Ready to be pasted into a shell; what a header says may be secret, so a variable that is named
    after the header takes its place.
    """
    pairs = [
        *(("--spec", str(path)) for path in settings.specs),
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
        *(("--only", name) for name in sorted(settings.only)),
        *(("--skip", name) for name in sorted(settings.skip)),
        *(
            ("--param", f"{name}={value}")
            for name, values in settings.known_values.items()
            for value in values
        ),
        *_budget_options(settings.restraint),
    ]
    flags = [
        ("--unsafe", settings.is_unsafe),
        ("--probe-access", isinstance(settings, CheckSettings) and settings.is_probing_access),
        ("--allow-production", settings.is_production_allowed),
        ("--strict", settings.is_strict),
    ]
    words = [word for option, value in pairs for word in (option, shlex.quote(value))]
    words += [
        word
        for name, _ in settings.headers
        for word in ("--header", f'"{name}: ${variable_of(name)}"')
    ]
    words += [shlex.quote(word) for word in settings.dialing.option_words]
    return (*words, *(flag for flag, is_set in flags if is_set))


def _budget_options(restraint: RequestBudget) -> Iterator[tuple[str, str]]:
    """Yield what the caller has said about pace and budgets, as options."""
    values = (
        ("--rate", restraint.per_second),
        ("--max-requests", restraint.max_requests),
        ("--max-time", restraint.max_seconds),
        ("--max-bytes", restraint.max_bytes),
        ("--max-server-errors", restraint.max_server_errors),
    )
    yield from (
        (option, f"{value:g}" if isinstance(value, float) else str(value))
        for option, value in values
        if value is not None
    )
