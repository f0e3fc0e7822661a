"""Spares Hypothesis two computations that take longer than all requests of a short run.

Both are only spared: if another version of Hypothesis has other names, it computes as usual.
"""

import gzip
import json
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from hypothesis.internal.conjecture import providers

UTF8_CHARACTERS = ((0x0, 0xD7FF), (0xE000, 0x10FFFF))
"""The characters that UTF-8 encodes: all but surrogates (RFC 3629, 3)."""

_FINDER, _FOUND = "_get_local_constants", "_local_constants"
"""Names in Hypothesis: what finds constants, and those that were found."""


def write_utf8_table(home: Path) -> None:
    """Write what Hypothesis would find out by encoding each character, unless it is there."""
    path = home / "unicode_data" / unicodedata.unidata_version / "codec-v2-utf-8.json.gz"
    if path.exists():
        return
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(json.dumps([UTF8_CHARACTERS, []]).encode(), mtime=1))


@contextmanager
def without_local_constants() -> Iterator[None]:
    """Let Hypothesis take no constants from the source code of the modules that are loaded.

    It reads them all, and the same seed would send other requests when other code is loaded.
    """
    find: Any = getattr(providers, _FINDER, None)
    found: Any = getattr(providers, _FOUND, None)
    if find is None or found is None:
        yield
        return
    none = type(found)()
    setattr(providers, _FINDER, lambda: none)
    try:
        yield
    finally:
        setattr(providers, _FINDER, find)
