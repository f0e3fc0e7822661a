"""How a setting of a mock server is given on the command line."""

from dataclasses import field
from typing import Any

from openapi.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """How a setting is given on the command line."""

    flag: str  # with dashes; of a switch that is on by default, both: `--cors/--no-cors`
    help: str  # one or two sentences; with `[default: …]` if the value itself would say too little
    group: str  # heading in `--help`
    metavar: str = ""  # the placeholder of the value in `--help`; empty for Click's own
    bounds: tuple[Any, Any] | None = None  # least and greatest number, of which one may be None
    choices: tuple[str, ...] = ()  # the allowed values; empty allows all
    is_folder_allowed: bool = True  # whether a path may be one of a folder
    has_spaces: bool = False  # whether one of several values may contain spaces
    is_hidden: bool = False  # whether `--help` leaves it out


def option(
    group: str,
    flag: str,
    text: str,
    *,
    default: Any = False,  # noqa: ANN401 - the value of the field; most are switches
    is_shown: bool = True,
    **about: Any,  # noqa: ANN401 - the other attributes of Option
) -> Any:  # noqa: ANN401 - like dataclasses.field
    """Return a field that an option gives; `is_shown` is for the `repr` of the settings."""
    kept: dict[str, Any] = {"default": default}
    if default == {}:
        kept = {"default_factory": dict}
    about_it = Option(flag=flag, help=text, group=group, **about)
    return field(**kept, repr=is_shown, metadata={"option": about_it})
