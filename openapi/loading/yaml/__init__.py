"""YAML and JSON text to a JSON tree, with the line of every value.

The reader is imported when it is first used: a prepared document needs no PyYAML.
"""

from typing import TYPE_CHECKING, Any

from openapi.loading.yaml.file import MAX_BYTES, YamlFile

if TYPE_CHECKING:
    from openapi.loading.yaml.reading import parse_yaml, read_yaml

__all__ = ["MAX_BYTES", "YamlFile", "parse_yaml", "read_yaml"]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - the imports above have the types
    """Import a function of the reader on first use."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from openapi.loading.yaml import reading  # noqa: PLC0415 - see above

    return getattr(reading, name)
