"""Help texts whose options and commands are in groups, each with a heading."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, ClassVar

import click

from openapi.process.interrupts import raise_interrupts

OTHERS = "Others"  # the heading of options and commands that no group names
_WHOLE_SENTENCE = 1000  # characters of a command's first sentence; a longer one goes on

Rows = list[tuple[str, str]]


def examples(*lines: str) -> str:
    """Return the end of a help text that shows commands to try, one on each line."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


class GroupedCommand(click.Command):
    """A command whose options are in groups; a subclass names them."""

    headings: ClassVar[Mapping[str, Sequence[str]]] = {}  # long names of options, by heading

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, group by group."""
        groups: dict[str, Rows] = {heading: [] for heading in (*self.headings, OTHERS)}
        of = {name: heading for heading, names in self.headings.items() for name in names}
        for param in self.get_params(ctx):
            row = param.get_help_record(ctx) if isinstance(param, click.Option) else None
            if row is not None:
                heading = next((of[name] for name in param.opts if name in of), OTHERS)
                groups[heading].append(row)
        _write(formatter, groups if len(list(filter(None, groups.values()))) > 1 else _one(groups))


class GroupedProgram(click.Group):
    """A program whose commands are in groups; a subclass names them."""

    # Names of commands, by the heading of their group.
    headings: ClassVar[Mapping[str, Sequence[str]]] = {}
    homes: ClassVar[Mapping[str, str]] = {}
    # Names of commands that take signals by themselves, before there is anything to close.
    with_own_signals: ClassVar[frozenset[str]] = frozenset()

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run the command that is named.

        Raises:
            click.NoSuchOption: It has no such option; only names that `--help` has are proposed.
            click.Abort: Ctrl-C came; click itself writes an empty line then.
        """
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise click.Abort from None
        except click.NoSuchOption as error:
            params = error.ctx.command.get_params(error.ctx) if error.ctx else []
            hidden = {n for each in params if getattr(each, "hidden", False) for n in each.opts}
            shown = [name for name in error.possibilities or () if name not in hidden]
            raise click.NoSuchOption(
                error.option_name, error.message, possibilities=shown, ctx=error.ctx
            ) from error

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is named; Ctrl-C can be caught in it from here on."""
        name, command, rest = super().resolve_command(ctx, args)
        if name not in self.with_own_signals:
            raise_interrupts()
        return name, command, rest

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, also of those that are not imported yet."""
        return sorted({*super().list_commands(ctx), *self.homes})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, imported now if it was not needed before; None for an unknown name."""
        # All are imported for an unknown name, for which click looks for similar ones.
        for name in {cmd_name} if cmd_name in self.homes else self.homes.keys():
            if name not in self.commands:
                module, _, attribute = self.homes[name].partition(":")
                self.add_command(self.adopted(getattr(import_module(module), attribute)), name)
        return super().get_command(ctx, cmd_name)

    def adopted(self, command: click.Command) -> click.Command:
        """Return a command that was just imported, with what all commands of the program have."""
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, group by group."""
        named = [name for names in self.headings.values() for name in names]
        others = [name for name in self.list_commands(ctx) if name not in named]
        groups: dict[str, Rows] = {}
        rest = OTHERS if self.headings else "Commands"
        for heading, names in {**self.headings, rest: others}.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            groups[heading] = [
                (n, c.get_short_help_str(_WHOLE_SENTENCE)) for n, c in found if c is not None
            ]
        _write(formatter, groups)


def _write(formatter: click.HelpFormatter, groups: Mapping[str, Rows]) -> None:
    for heading, rows in groups.items():
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)


def _one(groups: Mapping[str, Rows]) -> dict[str, Rows]:
    """Return a single group: a command with few options needs no headings."""
    return {"Options": [row for rows in groups.values() for row in rows]}
