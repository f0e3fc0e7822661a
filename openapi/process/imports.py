"""Imports: of packages of our extras, and without a module such as a package's own command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from types import ModuleType

DISTRIBUTION = "specimen"  # the name under which pip knows the package


def is_installed(module: str) -> bool:
    """Whether a top-level module can be imported; does not import it."""
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError):
        return False


def install_line(extra: str) -> str:
    """Return the command that installs an extra.

    >>> install_line("rules")
    "pip install 'specimen[rules]'"
    """
    return f"pip install '{DISTRIBUTION}[{extra}]'"


@contextmanager
def without_module(name: str, *attributes: str) -> Iterator[None]:
    """Give an empty module to the imports in this block that want the module of this name.

    Some packages import their own command, which imports a terminal's user interface; that takes
    longer than all the rest. After the block, the real module can be imported as usual. A module
    that was imported before the block stays as it is.

    `name` is such as `cel.cli`; what is imported from it inside the block (`attributes`) is None.
    """
    empty = ModuleType(name)
    vars(empty).update(dict.fromkeys(attributes))
    is_new = sys.modules.setdefault(name, empty) is empty
    try:
        yield
    finally:
        if is_new:
            sys.modules.pop(name, None)
