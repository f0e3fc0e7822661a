"""The packaged documents, read once in a process.

A test file that needs them, for its cases above all, takes them from here: reading them again in
each file is what makes the collection of the tests slow. They are frozen values.
"""

from functools import cache

from openapi.contract import Contract
from openapi.loading.document import load_contracts


@cache
def packaged_contracts() -> tuple[Contract, ...]:
    """Return the packaged contracts."""
    return load_contracts()
