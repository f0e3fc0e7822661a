"""One pytest test for each operation and rule of the contracts, for a URL or an ASGI app.

    from contracts.pytest_plugin import contract_tests       # in a test file

    test_contract = contract_tests("http://127.0.0.1:4010")
    test_app = contract_tests(app)

The check runs once, with the first of its tests; each test reports the verdict of its rule. A rule
that found nothing to judge is skipped, an operation without a success fails.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

from openapi.rules.outcome import Outcome

NO_SERVER = "http://127.0.0.1"  # where an application is said to be before it is served
OTHERS = "others"  # name of the test for rules of Schemathesis, and for the contract's own examples


@dataclass(kw_only=True)
class ContractTests:
    """A server to check, and the report of its check."""

    server: str | Callable[..., Any]  # `[API=]URL`, or an ASGI application
    api: str = ""  # the only API that is checked; empty for every loaded one
    # Fields of `contracts.run.settings.check.CheckSettings` beside the targets.
    options: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def expected_rules(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The rules that get a verdict, by API and operation.

        Raises:
            OptionError: No loaded contract describes the named API.
            ContractError: A document cannot be used.
        """
        from contracts.checks.all_checks import rule_ids  # noqa: PLC0415 - slow imports come late
        from contracts.observations.evidence import Evidence  # noqa: PLC0415
        from contracts.run.preparation import prepare  # noqa: PLC0415

        settings = self._settings(self.server if isinstance(self.server, str) else NO_SERVER)
        return {
            (target.contract.api, operation.id): rule_ids(
                Evidence(
                    contract=target.contract,
                    operation=operation,
                    observations=(),
                    rule_sets=settings.rule_sets,
                )
            )
            for target in prepare(settings)
            for operation in target.operations
        }

    def _settings(self, url: str) -> Any:  # noqa: ANN401 - its type is imported late
        """Return the settings of the run on a server."""
        from contracts.run.settings.check import CheckSettings  # noqa: PLC0415
        from contracts.run.settings.profiles import PROFILES  # noqa: PLC0415

        options = {"profile": PROFILES["smoke"], "environ": dict(os.environ), **self.options}
        for name in ("env", "rule_sets"):
            options[name] = frozenset(options.get(name, ()))
        for name in ("specs", "overlays"):
            options[name] = tuple(options.get(name, ()))
        prefix = f"{self.api}=" if self.api else ""
        return CheckSettings(targets=(f"{prefix}{url}",), **options)

    @property
    def report(self) -> Any:  # noqa: ANN401 - its type is imported late
        """The report of the run, which is made once, at the first access.

        Raises:
            Exception: The run failed; every access raises the same error.
        """
        report, error = self._run
        if error is not None:
            raise error.with_traceback(self._traceback)
        return report

    @cached_property
    def _traceback(self) -> TracebackType | None:
        error = self._run[1]
        return None if error is None else error.__traceback__

    @cached_property
    def _run(self) -> tuple[Any, Exception | None]:
        try:
            return self._checked(), None
        except Exception as error:  # noqa: BLE001 - `report` raises it
            return None, error

    def _checked(self) -> Any:  # noqa: ANN401 - its type is imported late
        from contracts.http.asgi_server import serve_asgi  # noqa: PLC0415
        from contracts.http.clock import SystemClock  # noqa: PLC0415
        from contracts.run.check import check  # noqa: PLC0415

        with serve_asgi(self.server) as url:
            settings = self._settings(url)
            fuzzer: Any = None
            if settings.profile.max_examples:
                from contracts.fuzz.schemathesis.engine import fuzz  # noqa: PLC0415 - only then

                fuzzer = fuzz
            return check(settings, SystemClock(), fuzzer)


_OF_THE_COMMAND = frozenset({"baseline", "is_dry_run"})
"""Settings that only the command uses; tests refuse them rather than ignore them."""


def contract_tests(
    server: str | Callable[..., Any],
    *,
    api: str = "",
    profile: str = "smoke",
    specs: Sequence[Path | str] = (),
    **options: Any,  # noqa: ANN401 - the fields of CheckSettings
) -> ContractTests:
    """Return tests that the plugin collects if a variable of a test file has them, of any name.

    The server is `[API=]URL`, or an ASGI application, which is served on loopback for the run;
    `api` is the only one to check. The profile is `smoke`, `ci` or `full`; `specs` are documents in
    place of the packaged ones; `options` are other fields of
    `contracts.run.settings.check.CheckSettings`.

    Raises:
        OptionError: There is no such profile or option.
        MissingLibrariesError: The libraries of the checker are not installed.
    """
    from contracts.run.settings.check import CheckSettings  # noqa: PLC0415 - pytest need not wait
    from contracts.run.settings.libraries import require_libraries  # noqa: PLC0415 - pytest need not wait
    from contracts.run.settings.profiles import PROFILES  # noqa: PLC0415 - pytest need not wait

    require_libraries()
    _known("profile", profile, PROFILES)
    for option in options:
        known = [each.name for each in fields(CheckSettings) if each.name not in _OF_THE_COMMAND]
        _known("option", option, known)
    return ContractTests(
        server=server,
        api=api,
        options={"profile": PROFILES[profile], "specs": tuple(map(Path, specs)), **options},
    )


def _known(kind: str, name: str, names: Iterable[str]) -> None:
    from contracts.errors import OptionError  # noqa: PLC0415
    from openapi.errors import did_you_mean  # noqa: PLC0415

    allowed = [*names]
    if name not in allowed:
        raise OptionError(
            f"there is no {kind} called {name!r}{did_you_mean(name, allowed)}",
            where="contract_tests",
            allowed=", ".join(allowed),
        )


def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, name: str, obj: object
) -> "_Tests | None":
    """Collect the value of a variable if it is contract tests."""
    if not isinstance(obj, ContractTests):
        return None
    tests: _Tests = _Tests.from_parent(collector, name=name, tests=obj)
    return tests


class _Tests(pytest.Collector):
    """The tests of one check."""

    def __init__(self, *, tests: ContractTests, **rest: Any) -> None:  # noqa: ANN401 - pytest's own
        super().__init__(**rest)
        self._tests = tests

    def collect(self) -> Iterator[pytest.Item]:
        """Yield one test for each operation and rule."""
        try:
            due = self._tests.expected_rules
        except _expected() as error:
            raise self.CollectError(str(error)) from error
        for (api, operation), rules in due.items():
            for rule in (*rules, OTHERS):
                test: _Test = _Test.from_parent(
                    self,
                    name=f"{operation}[{rule}]",
                    tests=self._tests,
                    place=(api, operation),
                    rule=rule,
                )
                yield test


class ContractViolation(Exception):
    """A rule does not hold; a failing test raises this."""


class _Test(pytest.Item):
    """One operation and one rule."""

    def __init__(
        self,
        *,
        tests: ContractTests,
        place: tuple[str, str],
        rule: str,
        **rest: Any,  # noqa: ANN401 - pytest's own
    ) -> None:
        super().__init__(**rest)
        self._tests = tests
        self._place = place
        self._rule = rule

    def runtest(self) -> None:
        """Fail if the rule fails or nothing is proved, skip if the rule was not exercised."""
        try:
            report = self._tests.report
        except _expected() as error:
            message = f"the check could not run: {error}"
            raise ContractViolation(message) from error
        due = self._tests.expected_rules[self._place]
        api, name = self._place
        found = [
            each.in_operation(name)
            for each in report.findings
            if each.api == api
            and name in each.operations
            and (
                each.finding.rule == self._rule
                or (self._rule == OTHERS and each.finding.rule not in due)
            )
        ]
        bad = [each for each in found if report.is_failed_by(each)]
        if bad:
            raise ContractViolation("\n\n".join(map(_text, bad)))
        [operation] = [o for o in report.operations if (o.api, o.id) == self._place]
        if operation.skipped_reason:
            pytest.skip(operation.skipped_reason)
        verdict = operation.verdict(self._rule)
        if self._rule == "success-seen" and operation.unverified_reason:
            raise ContractViolation(f"not proved: {operation.unverified_reason}")
        if verdict is not None and verdict.label == Outcome.NOT_EXERCISED:
            pytest.skip(f"not exercised: {verdict.reason}")

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:  # noqa: ANN401 - pytest's own
        """Return the message of a violation without a traceback."""
        if isinstance(excinfo.value, ContractViolation):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return the file and the title of the test."""
        return self.path, None, f"{'.'.join(self._place)} {self._rule}"


def _expected() -> tuple[type[Exception], ...]:
    """Return the errors whose message explains them to the user."""
    from contracts.errors import ContractsError  # noqa: PLC0415
    from openapi.errors import ContractError  # noqa: PLC0415

    return ContractsError, ContractError


def _text(found: Any) -> str:  # noqa: ANN401 - its type is imported late
    finding = found.finding
    rows = (
        f"{finding.rule} {finding.pointer}".rstrip(),
        finding.message,
        *(f"{name} = {value}" for name, value in finding.values),
        f"{finding.source}  {finding.contract}".strip(),
        found.curl,
    )
    return "\n".join(filter(None, rows))
