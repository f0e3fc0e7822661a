"""Compiling a fresh checkout: each worker compiles its share, instead of each of them everything.

All workers collect the same files in the same order, so without this each compiles each file
before another has written what it compiled.
"""

import compileall
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from _pytest.assertion import rewrite
from hypothesis.internal.constants_ast import constants_from_module

REPOSITORY = Path(__file__).parents[1]
PACKAGES = ("openapi", "mock_server", "contracts", "specimen_entry", "tests")


def share(files: Sequence[Path], worker: int, workers: int) -> list[Path]:
    """Return the files of one worker; each file belongs to one."""
    return [file for place, file in enumerate(files) if place % workers == worker]


def compile_share(config: pytest.Config, worker: int, workers: int) -> None:
    """Compile this worker's share of all modules, tests as pytest compiles them."""
    files = [file for name in PACKAGES for file in sorted((REPOSITORY / name).rglob("*.py"))]
    for file in share(files, worker, workers):
        if file.name.startswith("test_") or file.name == "conftest.py":
            _compile_test(config, file)
        else:
            compileall.compile_file(file, quiet=2)
            _note_constants(file)


def _compile_test(config: pytest.Config, file: Path) -> None:
    """Do what pytest does when it imports a test file that it has not seen before."""
    folder = rewrite.get_cache_dir(file)
    compiled = folder / (file.name.removesuffix(".py") + rewrite.PYC_TAIL)
    if compiled.exists() or not rewrite.try_makedirs(folder):
        return
    source, code = rewrite._rewrite_test(file, config)  # noqa: SLF001 - pytest offers no other way
    state = config.stash[rewrite.assertstate_key]
    rewrite._write_pyc(state, code, source, compiled)  # noqa: SLF001 - the same


def _note_constants(file: Path) -> None:
    """Have Hypothesis keep the constants of a module, which it tries as inputs, in its folder."""
    module = ModuleType(file.stem)
    module.__file__ = str(file)
    constants_from_module(module)
