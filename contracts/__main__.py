"""`python -m contracts` is the command `contracts`."""

from specimen_entry.commands import contracts, run_module

if __name__ == "__main__":
    run_module(contracts)
