"""Options that may be given several times, and the variable of the environment for each."""

from collections.abc import Sequence
from typing import Any

import click


class ListedOption(click.Option):
    """An option whose variable has several values if the option is repeatable.

    The values are on a line each, or a list as TOML has it: `["GET /pets", "POST /pets"]`. Names,
    which have no spaces, may be on one line, and paths may be separated as those of `PATH`.
    """

    def __init__(self, *names: Any, has_spaces: bool = False, **about: Any) -> None:  # noqa: ANN401 - as click has it
        """Make the option; `has_spaces` says that one value may contain spaces."""
        super().__init__(*names, **about)
        self._has_spaces = has_spaces

    def value_from_envvar(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Return the values of the variable; None without one.

        Raises:
            click.BadParameter: The variable begins like a list, and is none.
        """
        if not self.multiple:
            return super().value_from_envvar(ctx)
        text = (self.resolve_envvar_value(ctx) or "").strip()
        if not text:
            return None
        if text.startswith("["):
            return self._of_toml(text, ctx)
        if "\n" in text:
            return [line.strip() for line in text.splitlines() if line.strip()]
        return [text] if self._has_spaces else self.type.split_envvar_value(text)

    def _of_toml(self, text: str, ctx: click.Context) -> Sequence[str]:
        import tomllib  # noqa: PLC0415 - few variables have a list

        try:
            found = tomllib.loads(f"list = {text}")["list"]
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            message = (
                f'the variable {text[:60]!r} is no list of texts; allowed is ["a", "b"], '
                "or one value on each line"
            )
            raise click.BadParameter(message, ctx=ctx, param=self)
        return found
