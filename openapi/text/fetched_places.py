"""How messages name a document that was fetched: by its URL, and not by the file that it is in."""

_ORIGINS: dict[str, str] = {}  # origin of the files in a folder, by the folder


def name_fetched(folder: str, origin: str) -> None:
    """Let messages name the files in a folder by the origin that they were fetched from."""
    _ORIGINS[folder] = origin


def shown_place(place: str) -> str:
    """Return a file, or a place in one, as a message names it.

    >>> name_fetched("/tmp/x", "https://example.com")
    >>> shown_place("/tmp/x/openapi.yaml:7")
    'https://example.com/openapi.yaml:7'
    """
    for folder, origin in _ORIGINS.items():
        place = place.replace(folder, origin)
    return place
