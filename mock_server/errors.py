"""Errors of the mock server.

    MockServerError
    ├── SettingsError     a setting is invalid: one message, exit code 2
    ├── RequestRejected   the imitated API rejects the request, in its own error format
    └── ToolProblem       the mock cannot do what a request asks of it (Prefer, /__ paths)

Each carries its facts as attributes; the text is made from them.
"""

from openapi.errors import FactsError


class MockServerError(Exception):
    """Base class of the mock server's errors."""


class SettingsError(MockServerError, FactsError):
    """A setting is invalid."""
