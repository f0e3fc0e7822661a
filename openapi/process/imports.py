"""Imports of a package without one of its modules, such as its own command."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType


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
