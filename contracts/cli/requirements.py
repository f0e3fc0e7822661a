"""Commands begin by looking for the libraries of the checker; help and version need none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from contracts.run.settings.libraries import require_libraries


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
        return callback(*arguments, **options)

    return run
