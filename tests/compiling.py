"""Compiling a fresh checkout: each worker compiles its share, instead of each of them everything.

All workers import the same modules in the same order, so without this each compiles each module
before another has written what it compiled.
"""

import compileall
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from hypothesis.internal.constants_ast import constants_from_module

REPOSITORY = Path(__file__).parents[1]
PACKAGES = ("openapi", "mock_server", "contracts", "specimen_entry", "tests")


def share(files: Sequence[Path], worker: int, workers: int) -> list[Path]:
    """Return the files of one worker; each file belongs to one."""
    return [file for place, file in enumerate(files) if place % workers == worker]


def compile_share(worker: int, workers: int) -> None:
    """Compile this worker's share of all modules but the test files, which it alone imports."""
    files = [file for name in PACKAGES for file in sorted((REPOSITORY / name).rglob("*.py"))]
    for file in share(files, worker, workers):
        if not file.name.startswith("test_"):
            compileall.compile_file(file, quiet=2)
            _note_constants(file)


def _note_constants(file: Path) -> None:
    """Have Hypothesis keep the constants of a module, which it tries as inputs, in its folder."""
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    constants_from_module(module)
