"""The commands `contracts baseline …`.

Slow imports are made when a command runs, so that `--help` is quick.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from contracts.cli.check import check, check_settings, run_check
from contracts.cli.commands import ContractsCommand
from contracts.http.interruption import Interruption
from openapi.command_line import GroupedProgram, examples
from openapi.text.printable import printable

_LEFT_OUT = frozenset(
    {
        "baseline", "dry_run", "fleet", "format", "output", "report", "quiet", "verbose", "strict",
        "witnesses",
    }
)  # fmt: skip
"""Options of `check` that `update` does not take: those about output, and machines."""


def baseline_group(check: click.Command) -> click.Group:
    """Return the group of commands; `update` also takes options of the command `check`."""

    @click.group(cls=GroupedProgram, short_help="Keep a list of known findings.")
    def baseline() -> None:
        """Keep a list of known findings, each with a reason, an owner and an expiry date."""

    def update(file: Path, owner: str, reason: str, **options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
        from contracts.http.clock import SystemClock  # noqa: PLC0415
        from contracts.results import baseline as entries  # noqa: PLC0415 - --help must not wait for it

        known = entries.read_baseline(file) if file.exists() else ()
        today = SystemClock().now().date()
        report = run_check(replace(check_settings(options), is_quiet=True), Interruption())
        after = entries.update_baseline(report, known, today, owner=owner, reason=reason)
        entries.write_baseline(file, after)
        new = {entry.id for entry in after} - {entry.id for entry in known}
        gone = {entry.id for entry in known} - {entry.id for entry in after}
        found = {each.id for each in report.findings}
        kept = entries.unjudged(report, [entry for entry in after if entry.id not in found])
        click.echo(
            f"{printable(str(file))}: {len(after)} known, {len(new)} new, {len(gone)} vanished"
        )
        for entry in kept:
            click.echo(f"kept, as this run did not judge it: {printable(entry.name)}")
        raise SystemExit(0)

    baseline.add_command(
        ContractsCommand(
            "update",
            epilog=examples(
                "contracts baseline update known.yaml https://staging.example --owner orders"
            ),
            callback=update,
            params=[
                click.Argument(["file"], type=click.Path(path_type=Path, dir_okay=False)),
                *(param for param in check.params if param.name not in _LEFT_OUT),
                click.Option(["--owner"], default="", help="Owner of the new findings."),
                click.Option(["--reason"], default="", help="Reason for accepting them."),
            ],
            help="Check servers, and write the findings to the list of known ones.\n\n"
            "Entries that are found again keep their reason, owner and expiry date; new ones "
            "expire in 90 days; others are removed if their rule was judged. Takes the options of "
            "`check` except those about output and other machines.",
        )
    )
    return baseline


baseline = baseline_group(check)
