"""Each folder of the packages is small, has one idea and a docstring."""

import ast

from tests.architecture.files import PACKAGES, ROOT, name_of, parse

MAX_ENTRIES = 14
"""How many modules and folders a person takes in at one look."""

FOLDERS = sorted(
    {path.parent for name in PACKAGES for path in (ROOT / name).rglob("*.py")},
)


def test_no_folder_has_too_many_entries():
    """No folder has more than 14 modules and folders of modules."""
    sizes = {name_of(folder): len(entries(folder)) for folder in FOLDERS}

    assert {name: size for name, size in sizes.items() if size > MAX_ENTRIES} == {}


def test_every_folder_has_a_docstring():
    """Each `__init__.py` has a docstring that is a sentence."""
    docstrings = {
        name_of(folder): ast.get_docstring(parse(folder / "__init__.py")) or ""
        for folder in FOLDERS
    }

    assert [
        name for name, text in docstrings.items() if not text.split("\n")[0].endswith(".")
    ] == []


def entries(folder):
    """Return the modules and packages in a folder, except those that are the folder itself."""
    modules = [path for path in folder.glob("*.py") if not path.name.startswith("__")]
    packages = [path for path in folder.iterdir() if (path / "__init__.py").exists()]
    return [*modules, *packages]
