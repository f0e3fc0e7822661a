"""The words of a command that may travel to other machines: all that have no secret.

A secret stays where it was typed. Workers have their own credentials in their own environment, in
the variables of the same options (`CONTRACTS_CHECK_HEADER`), so that only names are in messages.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import click
from click.core import ParameterSource

from contracts.errors import OptionError
from openapi.errors import DocumentError

SECRET = frozenset({"header", "token_command", "proxy", "tls_cert", "tls_key"})
"""Options whose values are, have or unlock credentials; each worker has its own."""

AT_HOME = frozenset(
    {
        "baseline", "config", "dry_run", "fleet", "format", "output", "quiet", "report", "verbose",
        "wait", "witnesses", "witness_dir", "workers", "json", "corpus", "corpus_url", "seed",
    }
)  # fmt: skip
"""Options about the report and the run as a whole, which only the process that divides it needs."""


OF_THE_MACHINE = SECRET | {"corpus_url", "tls_ca", "tls_insecure"}
"""Options that a worker takes from its own environment."""


def travelling_words(
    context: click.Context, seed: int, secret_parameters: frozenset[str]
) -> tuple[str, ...]:
    """Return the words with which a worker does the same as this command.

    The seed may be drawn for the run; for the secret parameters `--param` gives an API key.

    Raises:
        OptionError: A secret is on the command line, where the workers do not have it.
    """
    words = ["--seed", str(seed)]
    for parameter in context.command.params:
        name = str(parameter.name)
        if name in AT_HOME or isinstance(parameter, click.Argument):
            continue
        source = context.get_parameter_source(name)
        if source in {None, ParameterSource.DEFAULT}:
            continue
        value = context.params.get(name)
        if name in SECRET or (name == "param" and _keys(value, secret_parameters)):
            if source is ParameterSource.COMMANDLINE:
                raise _refused(context, parameter)
            continue
        words += _words_of(parameter, value)
    arguments = [str(each) for each in context.params.get("targets", ())]
    return (*words, "--", *arguments)


def travelled_options(command: click.Command, words: Sequence[str]) -> dict[str, Any]:
    """Return the options of a command whose words have travelled.

    Credentials, and how to connect, are those of this environment; all else is what the words say.

    Raises:
        OptionError: They are no words of this command, or some that do not travel.
    """
    # Neither a file with options nor a help text: both are for people.
    params = [each for each in command.params if each.name != "config"]
    bare = click.Command(command.name, params=params, add_help_option=False)
    prefix = f"CONTRACTS_{command.name}".upper()
    try:
        typed = bare.make_context(command.name, list(words))
        here = bare.make_context(command.name, ["--", "unused"], auto_envvar_prefix=prefix)
    except click.ClickException as error:
        raise _unusable(error.format_message()[:300], "the options of this release") from error
    except DocumentError as error:
        raise _unusable(f"{error.where}: {error.found}", "documents that can be fetched") from error
    for option in sorted((SECRET | AT_HOME) - {"seed"}):
        if typed.get_parameter_source(option) is ParameterSource.COMMANDLINE:
            raise _unusable(f"--{option.replace('_', '-')}", "options that may travel")
    own = {name: here.params[name] for name in OF_THE_MACHINE if name in here.params}
    # Values that exist travel, API keys are here.
    return {**typed.params, **own, "param": (*typed.params["param"], *here.params["param"])}


def _unusable(found: str, allowed: str) -> OptionError:
    return OptionError("a worker cannot use the words of this run", found=found, allowed=allowed)


def _words_of(parameter: click.Parameter, value: Any) -> Iterator[str]:  # noqa: ANN401 - any option
    flag = max(parameter.opts, key=len)
    if isinstance(value, bool):
        yield from [flag] if value else []
    elif isinstance(value, tuple | list):
        for each in value:
            yield from (flag, str(each))
    elif value is not None:
        yield from (flag, str(value))


def _keys(texts: Any, secret_parameters: frozenset[str]) -> bool:  # noqa: ANN401 - as typed
    names = {str(text).partition("=")[0] for text in texts or ()}
    return bool(names & secret_parameters)


def _refused(context: click.Context, parameter: click.Parameter) -> OptionError:
    flag = max(parameter.opts, key=len)
    variable = f"CONTRACTS_{context.info_name}_{parameter.name}".upper()
    return OptionError(
        "a credential does not travel to the workers of a fleet",
        where=flag,
        found="a value on the command line of the run",
        allowed=f"{variable} in the environment of each worker",
        hint="start the workers with it; `contracts worker` says how",
    )
