"""`python -m mock_server` is the command `mock-server`."""

from specimen_entry.commands import mock_server, run_module

if __name__ == "__main__":
    run_module(mock_server)
