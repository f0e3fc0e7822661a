"""Reading of YAML text.

PyYAML's loaders turn timestamps into datetimes, `no` into false and `012` into ten, and silently
keep the last of duplicate keys. This one resolves plain scalars by the YAML 1.2 core schema (which
agrees with JSON), refuses duplicate keys, and bounds size, depth, values and aliases, because a
document may be hostile.
"""

import json
from pathlib import Path

import yaml

from openapi.errors import DocumentError
from openapi.json.lines import JsonLines
from openapi.loading.yaml.building import MAX_DEPTH, TreeBuilder
from openapi.loading.yaml.file import MAX_BYTES, YamlFile
from openapi.loading.yaml.json_text import parse_json_quickly, yaml_of

MIN_VALUES = 250_000
"""Values that any text may have, aliases expanded; a longer text may have one per character."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path, *, max_bytes: int = MAX_BYTES) -> YamlFile:
    """Read one YAML (or JSON) file.

    Raises:
        DocumentError: It cannot be read, is too large, or is not YAML as described above.
    """
    return parse_yaml(_text(path, max_bytes), file=str(path))


def _text(path: Path, max_bytes: int) -> str:
    try:
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except IsADirectoryError as error:
        raise DocumentError(
            f"{path.name or path.absolute().name or path} is a folder",
            where=str(path),
            allowed="a file of YAML or JSON",
            hint="name a file in it",
        ) from error
    except OSError as error:
        raise DocumentError(
            f"{path.name or path.absolute().name or path} cannot be read",
            where=str(path),
            found=error.strerror or type(error).__name__,
            hint="check the path and its permissions",
        ) from error
    if len(data) > max_bytes:
        raise DocumentError(
            f"{path.name} is too large",
            where=str(path),
            found=f"more than {max_bytes} bytes",
            allowed=f"at most {max_bytes} bytes",
            hint="allow more with --max-document-bytes, or leave out what is not needed",
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{path.name} is not UTF-8 text",
            where=str(path),
            found=f"byte 0x{data[error.start]:02x} at offset {error.start}",
            hint="save it as UTF-8",
        ) from error


def parse_yaml(text: str, *, file: str) -> YamlFile:
    """Turn YAML text into a tree.

    `file` is its name in messages.

    Raises:
        DocumentError: As for `read_yaml`.
    """
    if text.lstrip()[:1] in {"{", "["}:
        found = parse_json_quickly(text, max_depth=MAX_DEPTH)
        if found is not None:
            lines = JsonLines(text, found.tree)
            return YamlFile(tree=found.tree, lines=lines, file=file, found=found)
    builder = TreeBuilder(file, max(MIN_VALUES, len(text)))
    try:
        for event in yaml.parse(yaml_of(text), Loader=_LOADER):
            builder.handle_event(event)
    except UnicodeEncodeError as error:
        raise DocumentError(
            f"{Path(file).name} is not UTF-8 text",
            where=file,
            found=f"a lone surrogate at character {error.start}",
            hint="save it as UTF-8",
        ) from error
    except yaml.YAMLError as error:
        if Path(file).suffix.lower() == ".json":
            raise _not_json(text, file) from error
        mark = getattr(error, "problem_mark", None)
        raise DocumentError(
            f"{Path(file).name} is not YAML",
            where=f"{file}:{mark.line + 1}" if mark else file,
            found=str(getattr(error, "problem", None) or error).splitlines()[0],
            hint="correct the syntax; "
            + (
                "indent with spaces: YAML takes no tabs there"
                if mark and _is_tabbed(text, mark.line)
                else "texts with ': ', '#', '{' or '@' need quotes"
            ),
        ) from error
    return YamlFile(
        tree=builder.root,
        lines=builder.lines,
        file=file,
        complaints=tuple(builder.complaints),
    )


def _not_json(text: str, file: str) -> DocumentError:
    """Return the error of a JSON file that is not even YAML, in the words of a JSON parser."""
    where, found = file, "a text that is neither JSON nor YAML"
    try:
        json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError):
            where, found = f"{file}:{error.lineno}", f"{error.msg}, at column {error.colno}"
    return DocumentError(
        f"{Path(file).name} is not JSON",
        where=where,
        found=found,
        hint="correct the syntax: a comma, a quote or a bracket there is missing or too many",
    )


def _is_tabbed(text: str, number: int) -> bool:
    """Whether a tab is part of a line's indentation; lines count from 0."""
    return "".join(text.splitlines()[number : number + 1]).lstrip(" ").startswith("\t")
