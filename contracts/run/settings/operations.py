"""Options that choose the operations of a run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from contracts.run.settings.options import Kind, Option, from_options
from contracts.run.settings.server import ServerSettings


def _choosing(flag: str, metavar: str, help_text: str, kind: Kind = "text") -> Option:
    return Option(flags=(flag,), kind=kind, is_repeatable=True, metavar=metavar, help=help_text)


OPERATION = _choosing(
    "--operation", "ID", "Only operations with this id; * matches any text; repeatable."
)
TAG = _choosing(
    "--tag", "TAG", "Only operations with this tag; * matches any text; repeatable.", "lines"
)
METHOD = _choosing("--method", "METHOD", "Only operations with this method; repeatable.")
PATH = _choosing(
    "--path",
    "PATH",
    "Only operations with this path, such as '/pets/*'; * matches any text; repeatable.",
)


def _excluding(chosen: Option, what: str) -> Option:
    [flag] = chosen.flags
    return _choosing(
        f"--exclude-{flag.removeprefix('--')}",
        chosen.metavar,
        f"No operations with this {what}; repeatable.",
        chosen.kind,
    )


EXCLUDE_OPERATION, EXCLUDE_TAG, EXCLUDE_METHOD, EXCLUDE_PATH = (
    _excluding(OPERATION, "id"),
    _excluding(TAG, "tag"),
    _excluding(METHOD, "method"),
    _excluding(PATH, "path"),
)
EXCLUDED: Mapping[Option, Option] = {
    EXCLUDE_OPERATION: OPERATION,
    EXCLUDE_TAG: TAG,
    EXCLUDE_METHOD: METHOD,
    EXCLUDE_PATH: PATH,
}
"""The options that exclude operations, each with the one that chooses by the same."""

CHANGED_SINCE = Option(
    flags=("--changed-since",),
    kind="document",
    is_repeatable=True,
    metavar="DOC",
    help="Only operations that an older document, a file or a URL, describes otherwise or not at "
    "all; repeatable, one for each API.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationSettings(ServerSettings):
    """Which operations a run is about; without any option, all of them.

    An operation is chosen if it matches one value of each option that is given, and no value of an
    option that excludes. In a value `*` matches any text, slashes included, and `?` one character.
    """

    operations: tuple[str, ...] = from_options((OPERATION,), tuple)  # ids
    tags: tuple[str, ...] = from_options((TAG,), tuple)
    methods: tuple[str, ...] = from_options((METHOD,), tuple)  # methods, in any case
    paths: tuple[str, ...] = from_options((PATH,), tuple)
    excluded_operations: tuple[str, ...] = from_options((EXCLUDE_OPERATION,), tuple)
    excluded_tags: tuple[str, ...] = from_options((EXCLUDE_TAG,), tuple)  # tags that are left out
    excluded_methods: tuple[str, ...] = from_options((EXCLUDE_METHOD,), tuple)
    excluded_paths: tuple[str, ...] = from_options((EXCLUDE_PATH,), tuple)
    # Older documents of the APIs; only what has changed since is chosen.
    changed_since: tuple[Path, ...] = from_options((CHANGED_SINCE,), tuple)

    def choosing(self) -> Iterator[tuple[Option, tuple[str, ...]]]:
        """Yield the given options that choose operations, each with its values."""
        for each in fields(OperationSettings):
            for option in each.metadata.get("options", ()):
                values = getattr(self, each.name)
                if values and option in {OPERATION, TAG, METHOD, PATH, *EXCLUDED, CHANGED_SINCE}:
                    yield option, tuple(map(str, values))
