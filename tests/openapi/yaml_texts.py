"""YAML texts for tests."""

import pytest

from openapi.errors import DocumentError
from openapi.loading.yaml import parse_yaml


def tree(text):
    """Return the value of a YAML text."""
    return parse_yaml(text, file="d.yaml").tree


def refused(text):
    """Return the error for a YAML text that is refused."""
    with pytest.raises(DocumentError) as caught:
        parse_yaml(text, file="folder/d.yaml")
    return caught.value
