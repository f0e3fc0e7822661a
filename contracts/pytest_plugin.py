"""One pytest test for each operation and rule of the contracts, for a URL or an ASGI app.

    pytest_plugins = ["contracts.pytest_plugin"]          # in conftest.py

    test_contract = contract_tests("http://127.0.0.1:4010")   # in a test file
    test_app = contract_tests(app)

The check runs once, when the first of its tests does; the tests say what came of their rules. A
rule that found nothing to judge is skipped, an operation without a success fails.
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest

START_SECONDS = 20.0
OTHERS = "others"
"""Name of the test for rules of others, and for the contract's own examples."""


@dataclass(kw_only=True)
class ContractTests:
    """What is checked, and what came of it.

    Attributes:
        server: `[API=]URL`, or an ASGI application.
        api: The only API that is checked; empty for every loaded one.
        options: What `contracts.run.settings.CheckSettings` takes beside the targets.
    """

    server: str | Callable[..., Any]
    api: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def expected_rules(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The rules on which verdicts are due, by API and operation.

        Raises:
            OptionError: No loaded contract describes the API that is named.
            ContractError: A document cannot be used.
        """
        from contracts.checks.catalogue import rule_ids  # noqa: PLC0415 - pytest need not wait
        from contracts.errors import OptionError  # noqa: PLC0415
        from contracts.observations.evidence import Evidence  # noqa: PLC0415
        from openapi.errors import did_you_mean  # noqa: PLC0415
        from openapi.loading.document import load_contracts  # noqa: PLC0415

        specs, readings = self.options.get("specs", ()), self.options.get("readings", {})
        sets = frozenset(self.options.get("sets", ()))
        named = self.api
        if isinstance(self.server, str) and "=" in self.server.partition(":")[0]:
            named = self.server.partition("=")[0]
        contracts = load_contracts(specs, readings=readings)
        loaded = [contract.api for contract in contracts]
        if named and named not in loaded:
            near = did_you_mean(named, loaded)
            raise OptionError(
                f"no loaded contract describes an API called {named!r}{near}",
                allowed=", ".join(loaded),
                hint="load its document with specs=[PATH]",
            )
        return {
            (contract.api, operation.id): rule_ids(
                Evidence(contract=contract, operation=operation, observations=(), rule_sets=sets)
            )
            for contract in contracts
            if named in {"", contract.api}
            for operation in contract.operations
        }

    @property
    def report(self) -> Any:  # noqa: ANN401 - its type is imported late
        """The report of the run, which begins when somebody asks for it, and is run once.

        Raises:
            Exception: The run could not be made; all who ask hear the same.
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
        except Exception as error:  # noqa: BLE001 - raised wherever the report is wanted
            return None, error

    def _checked(self) -> Any:  # noqa: ANN401 - its type is imported late
        from contracts.http.clock import SystemClock  # noqa: PLC0415
        from contracts.run.check import check  # noqa: PLC0415 - pytest need not wait for it
        from contracts.run.settings import PROFILES, CheckSettings  # noqa: PLC0415

        options = {"profile": PROFILES["smoke"], "environ": dict(os.environ), **self.options}
        options["env"] = frozenset(options.get("env", ()))
        prefix = f"{self.api}=" if self.api else ""
        fuzzer: Any = None
        if options["profile"].max_examples:
            from contracts.fuzz.schemathesis.engine import fuzz  # noqa: PLC0415 - only then

            fuzzer = fuzz
        with _serve_asgi(self.server) as url:
            settings = CheckSettings(targets=(f"{prefix}{url}",), **options)
            return check(settings, SystemClock(), fuzzer)


_OF_THE_COMMAND = frozenset({"baseline", "is_dry_run"})
"""Settings that only the command acts on; tests must not take them and ignore them."""


def contract_tests(
    server: str | Callable[..., Any],
    *,
    api: str = "",
    profile: str = "smoke",
    specs: Sequence[Path | str] = (),
    **options: Any,  # noqa: ANN401 - whatever CheckSettings takes
) -> ContractTests:
    """Return tests that the plugin collects, when they stand in a test file under any name.

    Args:
        server: `[API=]URL`, or an ASGI application, which is served on loopback for the run.
        api: The only API to check.
        profile: `smoke`, `ci` or `full`, as in `contracts check --profile`.
        specs: Documents to load in place of the packaged ones.
        options: What `contracts.run.settings.CheckSettings` takes beside that.

    Raises:
        OptionError: There is no such profile or option.
    """
    from contracts.run.settings import PROFILES, CheckSettings  # noqa: PLC0415 - pytest need not wait

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
    """Collect contract tests wherever they stand under a name of their own."""
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


class ContractViolation(Exception):  # what a failing test raises, not an error of ours
    """A rule does not hold."""


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
        """Fail where the rule fails or nothing was checked, skip where it was not exercised."""
        try:
            report = self._tests.report
        except _expected() as error:
            message = f"the check could not run: {error}"
            raise ContractViolation(message) from error
        due = self._tests.expected_rules[self._place]
        found = [
            each
            for each in report.findings
            if (each.api, each.operation) == self._place
            and (
                each.finding.rule == self._rule
                or (self._rule == OTHERS and each.finding.rule not in due)
            )
        ]
        bad = [each for each in found if each.finding.severity.value == "error"]
        if bad:
            raise ContractViolation("\n\n".join(map(_text, bad)))
        [operation] = [o for o in report.operations if (o.api, o.id) == self._place]
        if operation.skipped_reason:
            pytest.skip(operation.skipped_reason)
        verdict = operation.verdict(self._rule)
        if self._rule == "success-seen" and operation.unverified_reason:
            raise ContractViolation(f"not proved: {operation.unverified_reason}")
        if verdict is not None and verdict.label == "not exercised":
            pytest.skip(f"not exercised: {verdict.reason}")

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:  # noqa: ANN401 - pytest's own
        """Return what is wrong, without a traceback through the checker."""
        if isinstance(excinfo.value, ContractViolation):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Return where the test stands."""
        return self.path, None, f"{'.'.join(self._place)} {self._rule}"


def _expected() -> tuple[type[Exception], ...]:
    """Return the errors that are made to be read."""
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


@contextmanager
def _serve_asgi(server: str | Callable[..., Any]) -> Iterator[str]:
    """Yield the URL of a server; an application is served on loopback meanwhile."""
    if isinstance(server, str):
        yield server
        return
    import uvicorn  # noqa: PLC0415 - only applications need it

    runner = uvicorn.Server(
        uvicorn.Config(server, host="127.0.0.1", port=0, log_level="error", ws="none")
    )
    thread = threading.Thread(target=runner.run, daemon=True)
    thread.start()
    try:
        yield _url(runner, thread)
    finally:
        runner.should_exit = True
        thread.join(START_SECONDS)


def _url(runner: Any, thread: threading.Thread) -> str:  # noqa: ANN401 - uvicorn is imported late
    patience = threading.Event()
    for _ in range(int(START_SECONDS * 50)):
        if runner.started:
            host, port = runner.servers[0].sockets[0].getsockname()[:2]
            return f"http://{host}:{port}"
        if not thread.is_alive():
            break
        patience.wait(0.02)
    message = "the application does not start"
    raise RuntimeError(message)
