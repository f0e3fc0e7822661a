"""The commands from their first line on."""

import sys

import pytest

from specimen_entry.commands import contracts, mock_server, run_module
from tests.acceptance.cases import cases


class Interrupted:
    """A module whose import is interrupted by Ctrl-C."""

    @property
    def main(self):
        """Have no attribute yet."""
        raise KeyboardInterrupt


@cases("command", {"mock-server": mock_server, "contracts": contracts})
def test_ctrl_c_during_the_imports_shows_no_traceback(monkeypatch, capsys, command):
    """Who presses Ctrl-C at once sees the prompt again, and the exit code says why."""
    monkeypatch.setitem(sys.modules, f"{command.__name__}.cli.main", Interrupted())
    with pytest.raises(SystemExit) as ended:
        run_module(command)

    assert ended.value.code == 130
    assert capsys.readouterr() == ("", "")
