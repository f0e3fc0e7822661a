"""Bodies in files beside a recording, as Playwright's `recordHar` and `routeFromHAR` write them."""

import re
from base64 import b64encode
from pathlib import Path

from openapi.json.types import JSON

MAX_BYTES = 8 * 1024 * 1024  # bytes of a body; a longer one is not played

_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}")


def with_attached(entry: JSON, folder: Path) -> JSON:
    """Return an entry with the bodies whose files are in a folder: it names them as `_file`.

    A name with a path, a link, and a file that is too long are left alone.
    """
    for side, part in (("request", "postData"), ("response", "content")):
        holder = entry.get(side) if isinstance(entry, dict) else None
        body = holder.get(part) if isinstance(holder, dict) else None
        name = body.get("_file") if isinstance(body, dict) else None
        if isinstance(body, dict) and isinstance(name, str) and not body.get("text"):
            data = _read(folder / name) if _PLAIN.fullmatch(name) else None
            if data is not None:
                body |= {"text": b64encode(data).decode(), "encoding": "base64"}
    return entry


def _read(path: Path) -> bytes | None:
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_BYTES:
            return None
        return path.read_bytes()
    except OSError:
        return None
