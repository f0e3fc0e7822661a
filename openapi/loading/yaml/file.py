"""A YAML file as a JSON tree whose values have line numbers."""

from collections.abc import Mapping
from dataclasses import field

from openapi.contract import Complaint
from openapi.json.contents import TreeContents, contents_of
from openapi.json.pointers import split_at_known
from openapi.json.types import JSON
from openapi.loading.yaml.moved_lines import MovedLines, original_pointer
from openapi.values import dataclass

MAX_BYTES = 64 * 1024 * 1024  # bytes of one file


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a value comes from."""

    file: "YamlFile"  # the file that has it
    pointer: str  # its JSON pointer there


@dataclass(frozen=True, slots=True, kw_only=True)
class YamlFile:
    """A YAML file as a JSON tree."""

    tree: JSON  # the value
    lines: Mapping[str, int] = field(repr=False)  # from 1, by JSON pointer; under a key, the key's
    file: str  # its name, for messages
    # Other files whose trees are inside this one, by their pointer.
    bundled: Mapping[str, "YamlFile"] = field(default_factory=dict, repr=False)
    complaints: tuple[Complaint, ...] = field(default=(), repr=False)  # what is not YAML 1.2
    # Where values come from that overlays have added or moved, or that replace a misplaced
    # reference, by their pointer before any conversion.
    origins: Mapping[str, Origin] = field(default_factory=dict, repr=False)
    found: TreeContents | None = field(default=None, repr=False)  # what an earlier tree contains

    def contents(self) -> TreeContents:
        """Return what the tree contains."""
        known = self.found
        return contents_of(self.tree) if known is None or known.tree is not self.tree else known

    def file_and_line(self, pointer: str = "") -> tuple[str, int]:
        """Return file and line of the value at `pointer`, or of the nearest value around it."""
        file, pointer = self.holder_of(pointer)
        return file.file, file.lines.get(split_at_known(pointer, file.lines)[0], 1)

    def name_at(self, pointer: str) -> str:
        """Return the name of the file that has the value at `pointer`."""
        return self.holder_of(pointer)[0].file

    def line(self, pointer: str) -> int:
        """Return the line of the value at `pointer`, or of the nearest value around it."""
        return self.file_and_line(pointer)[1]

    def holder_of(self, pointer: str) -> tuple["YamlFile", str]:
        """Return the file that has the value at `pointer`, and the pointer there."""
        place = self._bundle_of(pointer)
        if place:
            return self.bundled[place].holder_of(pointer.removeprefix(place))
        origin = self.origin_of(pointer)
        return (self, pointer) if origin is None else origin.file.holder_of(origin.pointer)

    def location(self, pointer: str = "") -> str:
        """Return `file:line` of the value at `pointer`, or of the nearest value around it."""
        name, line = self.file_and_line(pointer)
        return f"{name}:{line}"

    def inside(self, pointer: str) -> str:
        """Return `pointer` as it is inside the file that holds the value."""
        place = self._bundle_of(pointer)
        origin = None if place else self.origin_of(pointer)
        if origin is not None:
            return origin.file.inside(origin.pointer)
        if not place and isinstance(self.lines, MovedLines):
            return self.lines.original(pointer)
        return pointer.removeprefix(place)

    def origin_of(self, pointer: str) -> Origin | None:
        """Return where a value comes from that an overlay has added or moved; None for others."""
        if not self.origins:
            return None
        at, below = split_at_known(original_pointer(self.lines, pointer), self.origins)
        origin = self.origins.get(at)
        return None if origin is None else Origin(file=origin.file, pointer=origin.pointer + below)

    def location_with_pointer(self, pointer: str) -> str:
        """Return `file:line (pointer)`, the pointer as it is inside the file."""
        return f"{self.location(pointer)} ({self.inside(pointer) or '/'})"

    def _bundle_of(self, pointer: str) -> str:
        """Return the pointer of the bundled file that contains `pointer`, or an empty text."""
        head = "/".join(pointer.split("/", 3)[:3])
        return head if head in self.bundled else ""
