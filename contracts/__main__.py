"""`python -m contracts` is the command `contracts`."""

import sys

from specimen_entry.shadows import shadow_message

if __name__ == "__main__":
    # Python searches the working folder first, which may have a package called `openapi`.
    if message := shadow_message(["openapi"]):
        sys.stderr.write(f"contracts: {message}\n")
        sys.exit(2)
    from contracts.cli.main import main

    main()
