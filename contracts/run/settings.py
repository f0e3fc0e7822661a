"""What a check run is asked to do, as one frozen value; and the profiles."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contracts.errors import OptionError
from contracts.http.client.connector import NO_PROXY, ConnectionSettings
from contracts.http.client.limits import RequestBudget
from contracts.http.requests.credentials import variable_of
from openapi.contract import Severity
from openapi.errors import did_you_mean

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFile:
    """A report that is written to a file.

    Attributes:
        format: A key of the table of reports.
        path: Where to; `-` is standard output.
    """

    format: str
    path: str


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

    specs: tuple[Path, ...] = ()
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False)
    env: frozenset[str] = frozenset()
    known_values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    timeout_seconds: float = 10.0
    is_unsafe: bool = False
    is_production_allowed: bool = False
    restraint: RequestBudget = field(default_factory=RequestBudget)
    dialing: ConnectionSettings = NO_PROXY

    @property
    def max_seconds(self) -> float:
        """Seconds that the whole run may take; 0 for no limit."""
        return self.restraint.max_seconds or 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings(ServerSettings):
    """What `check` and `fuzz` share.

    Attributes:
        targets: `[API=]URL`, as typed.
        readings: Chosen reading by discrepancy id.
        rule_sets: Opt-in sets of rules.
        wait_seconds: How long the server may take until its first answer.
        seed: The same seed sends the same requests.
        is_strict: Whether warnings fail the run.
        reports: What to write besides or instead of the text on standard output.
        is_quiet: Whether only findings and the last line are shown.
        only: Ids of checks and rules that are judged; none means all.
        skip: Ids of checks and rules that are left out.
        min_severity: Lesser findings are left out.
    """

    targets: tuple[str, ...]
    readings: Mapping[str, str] = field(default_factory=dict)
    rule_sets: frozenset[str] = frozenset()
    wait_seconds: float = 0.0
    seed: int = 1
    is_strict: bool = False
    reports: tuple[ReportFile, ...] = (ReportFile(format="text", path="-"),)
    is_quiet: bool = False
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    min_severity: Severity = Severity.INFO

    @property
    def failing(self) -> frozenset[Severity]:
        """Severities of findings that fail the run."""
        return frozenset({Severity.ERROR, *([Severity.WARNING] if self.is_strict else [])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings(RunSettings):
    """What a check run is asked to do.

    Attributes:
        profile: How thorough.
        is_probing_access: Whether wrong credentials are tried off this machine, too.
        witnesses: Folder for a witness of every finding that fails the run.
        probes: Ids of the probes that run beside the documented requests; None runs those of
            the profile.
    """

    profile: Profile = PROFILES["ci"]
    is_probing_access: bool = False
    witnesses: Path | None = None
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


def options_to_repeat(settings: RunSettings) -> tuple[str, ...]:
    """Return the options without which another run would be about something else.

    Ready to be pasted into a shell; what a header says may be secret, so a variable that is named
    after the header takes its place.
    """
    pairs = [
        *(("--spec", str(path)) for path in settings.specs),
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
        ("--probe-access", getattr(settings, "is_probing_access", False)),
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


MAX_FILE = 1024 * 1024
"""Bytes of a file of values."""

_DURATION = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,3})?)(ms|s|m|h)?")
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, None: 1.0}


def parse_duration(text: str, option: str) -> float:
    """Return the seconds of `30s`, `500ms`, `2m`, `1h` or `30`.

    Raises:
        OptionError: It is none of these.
    """
    match = _DURATION.fullmatch(text.strip())
    if match is None:
        raise OptionError(
            "this is not a duration",
            where=option,
            found=repr(text[:40]),
            allowed="a number with ms, s, m or h, such as 30s",
        )
    return float(match[1]) * _UNITS[match[2]]


def parse_pairs(texts: Sequence[str], option: str, form: str) -> dict[str, str]:
    """Return the mapping that `ID=NAME` texts write.

    Raises:
        OptionError: A text is not of this form, or a key is given twice.
    """
    pairs: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key or not value:
            raise OptionError(
                f"{option} takes {form}", where=option, found=repr(text[:80]), allowed=form
            )
        if key in pairs and pairs[key] != value:
            raise OptionError(
                f"{option} is given twice for {key}",
                where=option,
                found=f"{pairs[key]} and {value}",
                allowed="one of them",
            )
        pairs[key] = value
    return pairs


def parse_known(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Return the values by name that `NAME=VALUE` texts write; a name may stand more than once.

    `NAME=@FILE` stands for every line of a file; the file is read here.

    Raises:
        OptionError: A text is not of this form, or a file cannot be used.
    """
    known: dict[str, tuple[str, ...]] = {}
    for text in texts:
        for name, value in parse_pairs([text], "--param", "NAME=VALUE or NAME=@FILE").items():
            values = _lines_of(Path(value[1:])) if value.startswith("@") else (value,)
            known[name] = (*known.get(name, ()), *values)
    return known


def _lines_of(path: Path) -> tuple[str, ...]:
    """Return the lines of a file that are not empty.

    Raises:
        OptionError: It cannot be read, is no UTF-8, is too long, or has none.
    """
    problem, lines = "", []
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
        lines = [line.strip() for line in data.decode("utf-8-sig").splitlines() if line.strip()]
    except OSError as error:
        problem = f"it cannot be read: {error.strerror}"
    except UnicodeDecodeError:
        problem = "it is not UTF-8"
    else:
        if len(data) > MAX_FILE:
            problem = f"it is longer than {MAX_FILE} bytes"
        elif not lines:
            problem = "it has no line with a value"
    if problem:
        raise OptionError(
            "this file of values cannot be used",
            where="--param",
            found=f"{path}: {problem}",
            allowed="a UTF-8 file with one value on each line",
        )
    return tuple(lines)


def parse_report(text: str, formats: Mapping[str, Any]) -> ReportFile:
    """Return the report that `FORMAT=FILE` asks for.

    Raises:
        OptionError: It is not of this form, or there is no such format.
    """
    name, equals, path = text.partition("=")
    if not equals or not path or name not in formats:
        raise OptionError(
            f"there is no report called {name!r}{did_you_mean(name, formats)}"
            if name not in formats
            else "--report takes FORMAT=FILE",
            where="--report",
            found=repr(text[:80]),
            allowed=f"FORMAT=FILE with one of {', '.join(formats)}",
            advice="write - as the file for standard output",
        )
    return ReportFile(format=name, path=path)
