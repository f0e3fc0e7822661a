"""What can go wrong in the mock server, and what it says then.

    MockServerError
    ├── SettingsError     a setting cannot be met: one message, exit code 2
    ├── RequestRejected      the imitated API refuses the request, in its own words
    └── ToolProblem      the tool cannot do what a request asks of it (Prefer, /__ paths)

Each carries its facts as attributes; the text is made from them.
"""

from openapi.errors import FactsError


class MockServerError(Exception):
    """Something that the mock server says no to."""


class SettingsError(MockServerError, FactsError):
    """A setting cannot be met."""
