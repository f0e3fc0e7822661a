"""Options under a name that they had before: they work, and a note names the new one."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click
from click.core import ParameterSource

Command = TypeVar("Command", bound=Callable[..., Any] | click.Command)


class FormerOption(click.Option):
    """A hidden option that gives its value to another one."""

    def __init__(self, *names: Any, name: str, now: str, **about: Any) -> None:  # noqa: ANN401 - as Click has it
        """Take the names.

        Args:
            names: Those that it had.
            name: The parameter that gets the value.
            now: What to type in its place.
            about: The other attributes of an option.
        """
        about |= {"hidden": True, "expose_value": False, "callback": self._give}
        super().__init__(*names, **about)
        self._receiver = name
        self._now = now

    def handle_parse_result(
        self, ctx: click.Context, opts: Mapping[str, Any], args: list[str]
    ) -> tuple[Any, list[str]]:
        """Take the value from the command line or a variable.

        Raises:
            click.UsageError: The option is typed under both names.
        """
        if {self.name, self._receiver} <= opts.keys():
            message = f"{self.opts[0]} is called {self._now} now; give {self._now} alone"
            raise click.UsageError(message, ctx)
        return super().handle_parse_result(ctx, opts, args)

    def _give(self, context: click.Context, _: click.Parameter, value: Any) -> None:  # noqa: ANN401 - any option
        if self.is_flag:
            # True or false in a file or a variable becomes a text.
            value = self.flag_value if str(value) in {"True", self.flag_value} else None
        source = context.get_parameter_source(str(self.name))
        if value is None or source is ParameterSource.DEFAULT:
            return
        click.echo(f"note: {self.opts[0]} is called {self._now} now.", err=True)
        if context.get_parameter_source(self._receiver) is not ParameterSource.COMMANDLINE:
            context.params[self._receiver] = value
            # What is typed under the new name counts more, also if it comes later.
            context.set_parameter_source(self._receiver, ParameterSource.DEFAULT_MAP)


def text_or_json(command: Command) -> Command:
    """Add `--format text|json` to a command, and `--json`, which it has replaced."""
    add_format = click.option(
        "--format",
        type=click.Choice(("text", "json")),
        default="text",
        show_default=True,
        help="What to write to standard output.",
    )
    about = {"name": "format", "now": "--format json", "flag_value": "json"}
    return add_format(click.option("--json", cls=FormerOption, **about)(command))
