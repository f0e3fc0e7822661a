"""The class of the commands: options in groups, and a look for the checker's libraries first."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

import click

from contracts.run.settings.libraries import require_libraries
from openapi.command_line import GroupedCommand, GroupedProgram
from openapi.process.garbage import collection_seldom


class ContractsCommand(GroupedCommand):
    """A command whose options are in groups."""

    headings: ClassVar = {
        "Documents": (
            "--spec", "--overlay", "--reading", "--env", "--root", "--max-document-bytes",
            "--max-document-files",
        ),
        "Operations": (
            "--operation", "--tag", "--method", "--path", "--exclude-operation", "--exclude-tag",
            "--exclude-method", "--exclude-path", "--changed-since",
        ),
        "Requests": (
            "--url", "--profile", "--wait", "--header", "--token-command", "--param", "--data",
            "--seed", "--unsafe", "--probe-access", "--allow-production", "--dry-run", "--for",
            "--corpus", "--corpus-url", "--api", "--fleet",
        ),
        "Limits": (
            "--timeout", "--rate", "--max-requests", "--max-bytes", "--max-time",
            "--max-server-errors", "--workers",
        ),
        "Proxies and TLS": (
            "--proxy", "--tls-ca", "--tls-insecure", "--tls-cert", "--tls-key",
        ),
        "Findings": (
            "--fail-on", "--only", "--skip", "--rules", "--severity", "--strict", "--baseline",
            "--explained", "--owner", "--reason",
        ),
        "Output": (
            "--format", "--output", "--report", "--witnesses", "--quiet", "--verbose",
        ),
    }  # fmt: skip


class ContractsProgram(GroupedProgram):
    """The program, whose commands are in groups."""

    headings: ClassVar = {
        "Check a server": ("check", "fuzz", "har", "worker"),
        "Compare, and learn": ("drift", "learn"),
        "Work with findings": ("explain", "replay", "baseline", "merge"),
        "Check documents, and the checks": ("lint", "selftest"),
    }
    homes: ClassVar = {
        "check": "contracts.cli.check:check",
        "fuzz": "contracts.cli.fuzz:fuzz",
        "har": "contracts.cli.traffic.har:har",
        "merge": "contracts.cli.findings.merge:merge",
        "drift": "contracts.cli.traffic.drift:drift",
        "learn": "contracts.cli.traffic.learn:learn",
        "replay": "contracts.cli.findings.replay:replay",
        "explain": "contracts.cli.findings.explain:explain",
        "lint": "contracts.cli.lint:lint",
        "selftest": "contracts.cli.selftest:selftest",
        "baseline": "contracts.cli.findings.baseline:baseline",
        "worker": "contracts.cli.worker:worker",
    }
    with_own_signals: ClassVar = frozenset({"check", "fuzz", "har", "drift", "learn"})

    def adopted(self, command: click.Command) -> click.Command:
        """Let the command begin by looking for the libraries."""
        return with_libraries(command)


def with_libraries(command: click.Command) -> click.Command:
    """Let a command, or each command of a group, begin by looking for the libraries."""
    if isinstance(command, click.Group):
        for each in command.commands.values():
            with_libraries(each)
    elif command.callback is not None:
        command.callback = _after_the_look(command.callback)
    return command


def _after_the_look(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - as the command has it
        require_libraries()
        # A large document makes millions of objects, which every collection would look at.
        with collection_seldom():
            return callback(*arguments, **options)

    return run
