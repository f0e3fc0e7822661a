"""`contracts.toml`: options of the commands in a file, with a table for each command.

The command line takes precedence over the environment, and the environment over the file.
Credentials do not belong in a file, so it cannot hold headers.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from contracts.errors import OptionError
from openapi.errors import did_you_mean

NAME = "contracts.toml"
MAX_BYTES = 1024 * 1024
TABLES = (
    "check", "fuzz", "har", "merge", "drift", "learn", "replay", "explain", "lint", "selftest",
)  # fmt: skip
"""The commands that may have a table in the file."""

_NEVER = frozenset({"config", "corpus_url", "fleet", "header", "token_command"})


def with_config(command: click.Command) -> click.Command:
    """Add the option `--config` to a command, so that its table may hold its other options."""

    def take(context: click.Context, _: click.Parameter, path: Path | None) -> None:
        found = path or (Path(NAME) if Path(NAME).is_file() else None)
        if found is not None:
            # `baseline update` shares this option object, so ask the closure for the command.
            context.default_map = read_config(found, str(command.name), command.params, TABLES)

    command.params.append(
        click.Option(
            ["--config"],
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help=f"A file with options.  [default: {NAME}, if there is one]",
            is_eager=True,
            expose_value=False,
            callback=take,
        )
    )
    return command


def read_config(
    path: Path, name: str, params: Sequence[click.Parameter], tables: Sequence[str]
) -> dict[str, Any]:
    """Return the options in a table of a file, by name.

    `name` is that of the table, with options of `params`; `tables` are all that the file may have.

    Raises:
        OptionError: The file cannot be read, or has an unknown option or table.
    """
    tree = _read_toml(path)
    _refuse_unknown(tree, list(tables), str(path), "table")
    table = tree.get(name, {})
    if not isinstance(table, Mapping):
        raise OptionError(f"{name} is not a table", where=str(path), allowed=f"[{name}]")
    by_key = {_key(param): param for param in params if param.name not in _NEVER}
    if "header" in table:
        raise OptionError(
            "a header may be a secret, and does not belong in a file",
            where=f"{path}, header",
            hint=f"give it with --header or in the environment: CONTRACTS_{name.upper()}_HEADER",
        )
    if "token-command" in table:
        raise OptionError(
            "a file that is found in a folder must not run a command",
            where=f"{path}, token-command",
            hint="give it with --token-command or in the environment: "
            f"CONTRACTS_{name.upper()}_TOKEN_COMMAND",
        )
    shown = [key for key, param in by_key.items() if not getattr(param, "hidden", False)]
    _refuse_unknown(table, [*by_key], f"{path}, [{name}]", "option", shown)
    return {
        str(by_key[key].name): _value(by_key[key], value, f"{path}, {key}")
        for key, value in table.items()
    }


def _read_toml(path: Path) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - few have such a file

    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise OptionError(
                "the configuration is too long", where=str(path), allowed=f"{MAX_BYTES} bytes"
            )
        return tomllib.loads(data.decode("utf-8"))
    except OSError as error:
        raise OptionError(
            "the configuration cannot be read",
            where=str(path),
            found=error.strerror or type(error).__name__,
            allowed="a TOML file",
        ) from error
    except (ValueError, RecursionError) as error:
        raise OptionError(
            "the configuration is not valid TOML", where=str(path), found=str(error)[:120]
        ) from error


def _key(param: click.Parameter) -> str:
    longest = max(param.opts, key=len)
    return longest.lstrip("-")


def _value(param: click.Parameter, value: Any, where: str) -> Any:  # noqa: ANN401 - as TOML has it
    is_flag = isinstance(param, click.Option) and param.is_flag
    is_many = param.multiple if isinstance(param, click.Option) else param.nargs != 1
    if is_flag:
        is_fit, allowed = isinstance(value, bool), "true or false"
    elif is_many:
        is_fit = isinstance(value, list) and all(isinstance(item, str) for item in value)
        allowed = "a list of texts"
    else:
        is_fit = isinstance(value, str | int | float) and not isinstance(value, bool)
        allowed = "a text or a number"
    if not is_fit:
        raise OptionError(
            "this option takes another kind of value",
            where=where,
            found=repr(value)[:80],
            allowed=allowed,
        )
    return value


def _refuse_unknown(
    table: Mapping[str, Any], known: list[str], where: str, noun: str, shown: Sequence[str] = ()
) -> None:
    allowed = list(shown) or known
    for key in table:
        if key not in known:
            raise OptionError(
                f"there is no {noun} {key!r}{did_you_mean(key, allowed)}",
                where=where,
                allowed=", ".join(allowed),
            )
