"""Scenario files: read, merged with the file they are `like`, and checked by the schema."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.loading.reading_changes import FILE
from openapi.errors import did_you_mean
from openapi.json.pointers import join, merge_patch, replaced
from openapi.json.types import JSON
from openapi.loading.yaml import YamlFile, parse_yaml, read_yaml
from openapi.loading.yaml.moved_lines import MovedLines
from openapi.schema.validation import SchemaValidator
from openapi.schema.violations import Violation
from openapi.text.previews import preview

HOME = Path(__file__).parents[1]  # the folder of the packaged scenarios

SCHEMA = "scenario.schema.yaml"

MAX_LIKE = 4  # longest chain of files that are `like` the next one
MAX_NAME = 255  # bytes of the longest file name of usual file systems

_LIST, _FORMER_LIST = "resources", "things"  # the key of a list's series, and its former name


def packaged_scenarios(api: str) -> tuple[Path, ...]:
    """Return the scenario files that are packaged for an API, in name order."""
    folder = HOME / api
    return scenario_files(folder) if folder.is_dir() else ()


def scenario_files(path: Path) -> tuple[Path, ...]:
    """Return `path` itself, or the scenario files of a folder in name order."""
    if not path.is_dir():
        return (path,)
    found = (child for child in path.iterdir() if child.suffix in {".yaml", ".yml"})
    return tuple(sorted(child for child in found if child.name != FILE))


def read_scenario(path: Path) -> YamlFile:
    """Return a scenario file as a tree, merged with the file that it is `like`.

    Raises:
        DocumentError: The file cannot be read, or is not YAML.
        ScenarioError: It breaks the schema of scenario files.
    """
    file = _resolve_like(_read(path), path, MAX_LIKE)
    check_shape(file, "a scenario")
    return file


def _read(path: Path) -> YamlFile:
    """Return a scenario file in which the former key of a list is replaced by the current one."""
    file = read_yaml(path)
    tree = file.tree
    if not isinstance(tree, dict) or _FORMER_LIST not in tree or _LIST in tree:
        return file
    current = {(_LIST if key == _FORMER_LIST else key): value for key, value in tree.items()}
    lines = MovedLines(file.lines, {f"/{_LIST}": f"/{_FORMER_LIST}"})
    return replace(file, tree=current, lines=lines)


def _current_place(pointer: str) -> str:
    former = f"/{_FORMER_LIST}/"
    return f"/{_LIST}/{pointer.removeprefix(former)}" if pointer.startswith(former) else pointer


def _resolve_like(file: YamlFile, path: Path, depth: int) -> YamlFile:
    """Return the file's tree as a merge patch on that of `like`; `with` sets single places."""
    tree = file.tree
    if not isinstance(tree, dict) or not isinstance(tree.get("like"), str):
        return file
    name = tree["like"]
    base_path = path.parent / name
    is_name = Path(name).name == name and len(name.encode("utf-8", "replace")) <= MAX_NAME
    if not depth or not is_name or not base_path.is_file():
        beside = sorted(other.name for other in scenario_files(path.parent) if other != path)
        raise ScenarioError(
            f"the scenario cannot be like {name!r}{did_you_mean(name, beside)}",
            where=file.location("/like"),
            found=name if depth else f"a chain of more than {MAX_LIKE} files",
            allowed=", ".join(beside) or "a scenario file in the same folder",
        )
    base = _resolve_like(_read(base_path), base_path, depth - 1)
    own = {key: value for key, value in tree.items() if key not in {"like", "with"}}
    # Null removes: only one of the two can be the default of their operation.
    merged = merge_patch(base.tree, {"default": None, **own})
    changes = tree.get("with", {})
    for place, value in changes.items() if isinstance(changes, dict) else ():
        try:
            merged = replaced(merged, _current_place(place), value)
        except (KeyError, ValueError) as error:
            raise ScenarioError(
                f"{base_path.name} has no place {place!r}",
                where=file.location(join("/with", place)),
                found=place,
                allowed="a JSON pointer into that file",
            ) from error
    return YamlFile(tree=merged, lines=file.lines, file=file.file)


def check_shape(file: YamlFile, what: str, definition: str = "") -> None:
    """Check a file by the schema of scenario files, or by one of the schema's definitions.

    `what` the file should be is for the message; an empty `definition` is for the whole schema,
    else one of its `$defs`.

    Raises:
        ScenarioError: It breaks the schema.
    """
    violations = _validator(definition).violations(file.tree)
    if not violations:
        return
    first = min(violations, key=_priority)
    description = _pattern_descriptions().get(_pattern(first), "")
    more = len(violations) - 1
    raise ScenarioError(
        f"{Path(file.file).name} is not {what}{_misspelt_key(first)}",
        where=file.location(first.pointer),
        found=f"{first.pointer} is {preview(first.value)}" if description else first.message,
        allowed=description or first.allowed,
        hint=f"fix this error first; there are {more} more" if more else "",
    )


def _priority(violation: Violation) -> tuple[bool, int]:
    """Return a sort key: unknown keys first, as they cause other violations; then the deepest."""
    return (violation.keyword != "additionalProperties", -violation.pointer.count("/"))


def _misspelt_key(violation: Violation) -> str:
    if violation.keyword != "additionalProperties" or not isinstance(violation.value, dict):
        return ""
    known = violation.allowed.partition("no other keys than ")[2].split(", ")
    unknown = next((key for key in violation.value if key not in known), "")
    return f": there is no key {unknown!r}{did_you_mean(unknown, known)}" if unknown else ""


def _pattern(violation: Violation) -> str:
    """Return the pattern that a string does not match; empty for another violation."""
    if violation.keyword != "pattern":
        return ""
    return str(json.loads(violation.allowed.partition(" ")[2]))


@lru_cache(maxsize=1)
def _pattern_descriptions() -> Mapping[str, str]:
    """Return the description of each pattern of the schema."""
    return {
        definition["pattern"]: definition["description"]
        for definition in _schema()["$defs"].values()
        if "pattern" in definition and "description" in definition
    }


@lru_cache(maxsize=4)
def _validator(definition: str) -> SchemaValidator:
    schema = _schema()
    if definition:
        shared = {key: schema[key] for key in ("$defs", "properties")}
        schema = {"$ref": f"#/$defs/{definition}", **shared}
    return SchemaValidator(schema)


@lru_cache(maxsize=1)
def _schema() -> Mapping[str, JSON]:
    path = HOME / SCHEMA
    tree: Mapping[str, JSON] = parse_yaml(path.read_text(encoding="utf-8"), file=SCHEMA).tree
    return tree
