"""YAML and JSON text to a JSON tree, with the line of every value."""

from openapi.loading.yaml.file import YamlFile
from openapi.loading.yaml.reading import MAX_BYTES, parse_yaml, read_yaml

__all__ = ["MAX_BYTES", "YamlFile", "parse_yaml", "read_yaml"]
