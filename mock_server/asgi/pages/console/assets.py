"""The console's own scripts, styles and pictures, and the libraries that they use.

`static/` holds our own files, `vendor/` those of npm packages as they were published;
`vendor/vendor.json` has the version, the licence and the hashes of each package.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

_TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
}
"""Media type by suffix; a file with another suffix is not served."""

_FOLDERS = ("static", "vendor")


def asset_files() -> dict[str, Path]:
    """Return every file that is served, by its path below the console: `static/console.css`."""
    return dict(_files(Path(__file__).parent))


def media_type(path: Path) -> str:
    """Return the media type of one of these files."""
    return _TYPES[path.suffix]


def _files(root: Path) -> Iterator[tuple[str, Path]]:
    for folder in _FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in _TYPES:
                yield path.relative_to(root).as_posix(), path
