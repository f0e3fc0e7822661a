"""Options of the commands, declared on the fields of settings classes.

A field made by `from_option` is a flag, a variable of the environment and a key of
`contracts.toml` at once. `contracts.cli.options` makes a parameter of Click from it, and
`settings_from` makes the settings from the typed values. This module does not import Click.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeVar

T = TypeVar("T")

Kind = Literal["text", "lines", "flag", "integer", "number", "document", "path", "file", "folder"]
"""The type of the value. A `document` is a path or a URL; `lines` are texts that may contain
spaces, so that these separate no values in a variable of the environment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option of a command."""

    flags: tuple[str, ...]  # with dashes, such as `-q` and `--quiet`
    help: str  # one or two sentences for `--help`
    kind: Kind = "text"
    metavar: str = ""  # the placeholder of the value in `--help`; empty for Click's own
    default: Any = None  # as typed, before it is read
    is_default_shown: bool = False
    choices: tuple[str, ...] = ()  # the allowed values; empty allows all
    # Least and greatest number; None for no bound.
    bounds: tuple[float | None, float | None] = (None, None)
    is_repeatable: bool = False  # whether it may be given more than once; the value is then a tuple
    former: str = ""  # the flag that it had before, which still works
    former_value: str = ""  # the value that the former flag, which takes none, gave it
    after: str = ""  # name of the option that it follows in `--help`; empty to come last

    @property
    def name(self) -> str:
        """The name of the parameter: the longest flag in snake case."""
        return max(self.flags, key=len).lstrip("-").replace("-", "_")

    @property
    def unset(self) -> Any:  # noqa: ANN401 - as it would be typed
        """The value of the option if it is not given."""
        if self.is_repeatable:
            return ()
        return False if self.kind == "flag" else self.default


def from_option(
    *flags: str,
    read: Callable[[Any], Any] = lambda value: value,
    is_shown: bool = True,
    **about: Any,  # noqa: ANN401 - the other attributes of Option
) -> Any:  # noqa: ANN401 - like dataclasses.field
    """Return a field of a settings class whose value comes from one option.

    `read` converts the typed value; `is_shown` is for the `repr` of the settings; `about` has the
    other attributes of the option.
    """
    return from_options((Option(flags=flags, **about),), read, is_shown=is_shown)


def from_options(
    options: tuple[Option, ...],
    read: Callable[..., Any] = lambda value: value,
    *,
    is_shown: bool = True,
) -> Any:  # noqa: ANN401 - like dataclasses.field
    """Return a field of a settings class whose value comes from several options together.

    `read` converts the typed values, in the order of the options; `is_shown` is for the `repr` of
    the settings.
    """
    return field(
        default_factory=lambda: read(*(option.unset for option in options)),
        repr=is_shown,
        metadata={"options": options, "read": read},
    )


def options_of(settings_class: Any) -> tuple[Option, ...]:  # noqa: ANN401 - any dataclass
    """Return the options of a settings class in the order of `--help`."""
    found: list[Option] = []
    for each in fields(settings_class):
        for option in each.metadata.get("options", ()):
            names = [known.name for known in found]
            place = names.index(option.after) + 1 if option.after in names else len(found)
            found.insert(place, option)
    return tuple(found)


def settings_from(
    settings_class: Callable[..., T],
    given: Mapping[str, Any],
    **rest: Any,  # noqa: ANN401 - fields of the class that no option gives
) -> T:
    """Return the settings that the options of a command give.

    `given` has typed values by name of the option, of which a missing one has its default; `rest`
    are the fields without an option.

    Raises:
        OptionError: A value cannot be used.
    """
    return settings_class(**read_options(settings_class, given), **rest)


def read_options(
    settings_class: Any,  # noqa: ANN401 - any dataclass
    given: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the values of those fields of a settings class that have options.

    Raises:
        OptionError: A value cannot be used.
    """

    def values(options: Iterable[Option]) -> list[Any]:
        return [given.get(option.name, option.unset) for option in options]

    return {
        each.name: each.metadata["read"](*values(each.metadata["options"]))
        for each in fields(settings_class)
        if "options" in each.metadata
    }
