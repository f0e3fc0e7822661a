"""`python -m mock_server` is the command `mock-server`."""

import sys

from specimen_entry.shadows import shadow_message

if __name__ == "__main__":
    # Python searches the working folder first, which may have a package called `openapi`.
    if message := shadow_message(["openapi"]):
        sys.stderr.write(f"mock-server: {message}\n")
        sys.exit(2)
    from mock_server.cli.main import main

    main(prog_name="mock-server")
