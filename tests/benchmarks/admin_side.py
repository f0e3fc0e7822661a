"""Checks a mock's admin API by its own document, with generated bodies for every operation.

The tests do so for some operations only: thousands of requests take half a minute of CPU time.
"""

import sys

from mock_server import MockServer
from mock_server.admin.document import document_file
from tests.acceptance.commands import run_here


def main() -> int:
    """Print the report of the checker; return its exit code."""
    with MockServer() as mock:
        spec = str(document_file())
        result = run_here("contracts", "check", mock.url, "--spec", spec, "--unsafe")
    print(result.stdout)  # noqa: T201 - the report
    return int(result.returncode)


if __name__ == "__main__":
    sys.exit(main())
