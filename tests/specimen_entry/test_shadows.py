"""Which files of a project hide packages of ours."""

import sys
from pathlib import Path

from specimen_entry.shadows import HOME, found_at, shadow_message


def test_packages_that_are_found_in_their_place_give_no_message():
    """In an installation without a clash there is nothing to say."""
    assert shadow_message(["mock_server", "contracts", "openapi"]) == ""


def test_hiding_file_and_hidden_package_are_named(tmp_path):
    """The message has both paths, and what to do."""
    message = shadow_message(["openapi"], home=tmp_path)

    assert message.startswith(f"{HOME / 'openapi' / '__init__.py'} hides the package 'openapi' of")
    assert str(tmp_path / "openapi") in message
    assert "Rename" in message


def test_module_that_is_not_imported_yet_is_found_without_importing_it(tmp_path, monkeypatch):
    """A file on Python's path is found, and not run."""
    (tmp_path / "not_imported.py").write_text("raise SystemExit\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    assert found_at("not_imported") == tmp_path / "not_imported.py"
    assert "not_imported" not in sys.modules


def test_folder_without_init_is_found(tmp_path, monkeypatch):
    """A folder that Python takes for a namespace package hides ours as well."""
    (tmp_path / "only_a_folder").mkdir()
    monkeypatch.syspath_prepend(tmp_path)

    assert found_at("only_a_folder") == tmp_path / "only_a_folder"


def test_module_that_does_not_exist_is_not_found():
    """Where Python finds nothing, nothing is hidden."""
    assert found_at("no_such_module_anywhere") is None
    assert Path(HOME, "specimen_entry").is_dir()
