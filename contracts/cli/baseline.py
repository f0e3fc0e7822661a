"""The commands `contracts baseline …`.

Imports nothing heavy before one runs, so that `--help` is quick.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from contracts.cli.check import check_settings, run_check
from openapi.text.printable import printable

_OUTPUT_OPTIONS = frozenset(
    {"baseline", "dry_run", "format", "output", "report", "quiet", "strict", "witnesses"}
)
"""Options of `check` that say what is written, not what is checked."""


def baseline_group(check: click.Command) -> click.Group:
    """Return the group of commands, which take the options of the command `check` as well."""

    @click.group(short_help="Keep a list of known findings.")
    def baseline() -> None:
        """Keep a list of known findings, each with a reason, an owner and a day."""

    def update(file: Path, owner: str, reason: str, **options: Any) -> None:  # noqa: ANN401 - click gives what the options declare
        from contracts.http.clock import SystemClock  # noqa: PLC0415
        from contracts.results import (  # noqa: PLC0415 - --help must not wait for it
            baseline as entries,
        )

        known = entries.read_baseline(file) if file.exists() else ()
        today = SystemClock().now().date()
        report = run_check(replace(check_settings(options), is_quiet=True))
        after = entries.update_baseline(report, known, today, owner=owner, reason=reason)
        entries.write_baseline(file, after)
        new = {entry.id for entry in after} - {entry.id for entry in known}
        gone = {entry.id for entry in known} - {entry.id for entry in after}
        click.echo(
            f"{printable(str(file))}: {len(after)} known, {len(new)} new, {len(gone)} vanished"
        )
        raise SystemExit(0)

    baseline.add_command(
        click.Command(
            "update",
            callback=update,
            params=[
                click.Argument(["file"], type=click.Path(path_type=Path, dir_okay=False)),
                *(param for param in check.params if param.name not in _OUTPUT_OPTIONS),
                click.Option(["--owner"], default="", help="Who takes care of what is new."),
                click.Option(["--reason"], default="", help="Why what is new is put up with."),
            ],
            help="Check servers, and write down what is found as known.\n\n"
            "Entries that stay keep their reason, owner and day; new ones expire in 90 days; what "
            "has vanished is taken out. Takes the options of `check` that say what is checked.",
        )
    )
    return baseline
