"""Which optional libraries are installed."""

import sys

from openapi.process.extras import install_line, is_installed


def test_missing_module_is_not_called_installed(monkeypatch):
    """A module that can be imported is installed; one that cannot, or that is broken, is not."""
    assert is_installed("click")
    assert not is_installed("no_such_module_anywhere")
    monkeypatch.setitem(sys.modules, "is_blocked", None)
    assert not is_installed("is_blocked")


def test_line_is_quoted_for_the_shell():
    """Brackets are patterns in some shells, so the line has quotes."""
    assert install_line("tls") == "pip install 'specimen[tls]'"
