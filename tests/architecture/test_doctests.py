"""The examples in docstrings are correct."""

import doctest
from importlib import import_module

import pytest

from tests.architecture.files import name_of, package_modules

WITH_EXAMPLES = [path for path in package_modules() if ">>> " in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", WITH_EXAMPLES, ids=name_of)
def test_examples_in_docstrings_give_what_they_show(path, monkeypatch):
    """Each example gives the printed result."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)  # a session's name depends on it
    module = import_module(name_of(path).removesuffix(".py").replace("/", "."))
    report: list[str] = []
    runner = doctest.DocTestRunner()
    for case in doctest.DocTestFinder().find(module):
        runner.run(case, out=report.append)

    assert not report, "".join(report)


def test_modules_with_examples_are_found():
    """A module whose docstrings have examples is among those that are run."""
    assert "specimen_entry/pytest_plugin.py" in [name_of(path) for path in WITH_EXAMPLES]
