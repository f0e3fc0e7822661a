"""The packaged documents, and their prepared form.

To read and convert their YAML takes as long as all the rest of a start. So what comes out is kept
as JSON where Python keeps the compiled modules of this package, under the same conditions: it is
written if Python writes compiled modules, is used while neither a document nor a module has
changed, and those who could change it could change the modules as well.
"""

import json
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from hashlib import blake2b
from importlib.util import cache_from_source
from pathlib import Path

from openapi.json.types import JSON
from openapi.loading.discrepancies import api_of, discrepancies_of, resolve_readings
from openapi.loading.operations.contract import UpgradedDocument
from openapi.loading.upgrading.direction import Direction
from openapi.loading.yaml import YamlFile

HOME = Path(__file__).parents[1]  # the folder of the packaged documents

REGISTER = "discrepancies.yaml"
"""Name of the register of discrepancies, in the folder of the documents that it is about."""

_ENVIRONMENT = re.compile(r"x-environment: *([A-Za-z_][A-Za-z0-9_]*)")
_NOT_DOCUMENTS = frozenset({REGISTER, "sources.yaml"})
_SUFFIXES = (".py", ".yaml")

States = tuple[tuple[str, int, int], ...]
"""Name, time of change and size of files, by which saved ones are noticed."""


def packaged_documents() -> tuple[Path, ...]:
    """Return the OpenAPI documents that ship with the package, in name order."""
    return tuple(sorted(path for path in HOME.glob("*.yaml") if path.name not in _NOT_DOCUMENTS))


@cache
def packaged_variables() -> frozenset[str]:
    """Return the environment variables that the packaged documents name."""
    texts = (path.read_text(encoding="utf-8") for path in packaged_documents())
    return frozenset(name for text in texts for name in _ENVIRONMENT.findall(text))


def packaged_states() -> States:
    """Return the states of the documents and of the modules that read them."""
    return tuple(sorted(_states(HOME)))


def _states(folder: Path | os.DirEntry[str]) -> Iterator[tuple[str, int, int]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith(_SUFFIXES):
                found = entry.stat()
                yield entry.path, found.st_mtime_ns, found.st_size
            elif entry.name != "__pycache__" and entry.is_dir():
                yield from _states(entry)


class LinesInText(Mapping[str, int]):
    """Lines by JSON pointer of a file that is read when one is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _lines(self) -> Mapping[str, int]:
        from openapi.loading.yaml import read_yaml  # noqa: PLC0415 - most prepared files are not read

        return read_yaml(self._path).lines

    def __getitem__(self, pointer: str) -> int:
        """Return the line of a value (KeyError: there is no such value)."""
        return self._lines[pointer]

    def __iter__(self) -> Iterator[str]:
        """Yield the pointer of every value."""
        return iter(self._lines)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._lines)


def _place() -> Path:
    """Return where the prepared form is: beside the compiled modules of this package."""
    return Path(cache_from_source(str(HOME / "documents.py"))).with_suffix(".json")


def _digest(states: States) -> str:
    # Whole seconds, as for compiled modules: copies of a folder often keep no more.
    rounded = [(name, changed // 10**9, size) for name, changed, size in states]
    return blake2b(repr(rounded).encode()).hexdigest()


def read_prepared(states: States) -> tuple[UpgradedDocument, ...] | None:
    """Return the packaged documents from their prepared form; None if there is none of `states`."""
    # A file that is not as `write_prepared` wrote it has no effect.
    with suppress(OSError, ValueError, LookupError, TypeError, RecursionError):
        prepared = json.loads(_place().read_bytes())
        if prepared["states"] == _digest(states):
            return tuple(_document(each) for each in prepared["documents"])
    return None


def _document(prepared: JSON) -> UpgradedDocument:
    path = HOME / prepared["name"]
    lines = LinesInText(path)
    newest: Mapping[str, JSON] = prepared["newest"]
    discrepancies = discrepancies_of(prepared["register"])
    return UpgradedDocument(
        api=prepared["api"],
        file=YamlFile(tree=prepared["tree"], lines=lines, file=str(path)),
        newest=YamlFile(tree=newest, lines=lines, file=str(path)),
        trees=dict.fromkeys(Direction, newest),
        has_rules=prepared["has_rules"],
        discrepancies=discrepancies,
        readings=resolve_readings(discrepancies, {}),
    )


def write_prepared(states: States, documents: Sequence[UpgradedDocument]) -> None:
    """Keep the packaged documents, read under their default readings, in their prepared form.

    A document whose schemas depend on the direction of a message is not prepared.
    """
    trees = [(tree, each.newest.tree) for each in documents for tree in each.trees.values()]
    if sys.dont_write_bytecode or any(tree is not newest for tree, newest in trees):
        return
    from openapi.loading.yaml import read_yaml  # noqa: PLC0415 - see `LinesInText`

    register = read_yaml(HOME / REGISTER)
    entries = [
        (entry, register.line(f"/discrepancies/{index}"))
        for index, entry in enumerate(register.tree["discrepancies"])
    ]
    prepared = [_prepared(document, entries) for document in documents]
    content = json.dumps({"states": _digest(states), "documents": prepared}, separators=(",", ":"))
    place = _place()
    unfinished = place.with_suffix(f".{os.getpid()}")
    # Without it, the documents are read again.
    with suppress(OSError):
        place.parent.mkdir(exist_ok=True)
        unfinished.write_text(content, encoding="utf-8")
        unfinished.replace(place)


def _prepared(document: UpgradedDocument, entries: Sequence[tuple[JSON, int]]) -> JSON:
    return {
        "name": Path(document.file.file).name,
        "api": document.api,
        "tree": document.file.tree,
        "newest": document.newest.tree,
        "has_rules": document.has_rules,
        "register": [each for each in entries if api_of(each[0]["id"]) == document.api],
    }
