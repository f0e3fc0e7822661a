"""The rooms: each folder of the packages is small, holds one idea and says which."""

import ast

from tests.architecture.files import PACKAGES, ROOT, name_of, parse

MAX_ENTRIES = 14
"""How many modules and folders a person takes in at one look."""

FOLDERS = sorted(
    {path.parent for name in PACKAGES for path in (ROOT / name).rglob("*.py")},
)


def test_no_folder_is_too_full_to_look_over():
    """No folder has more than 14 modules and folders of modules."""
    sizes = {name_of(folder): len(entries(folder)) for folder in FOLDERS}

    assert {name: size for name, size in sizes.items() if size > MAX_ENTRIES} == {}


def test_every_folder_says_what_it_holds():
    """Each `__init__.py` has a docstring that is a sentence."""
    docstrings = {
        name_of(folder): ast.get_docstring(parse(folder / "__init__.py")) or ""
        for folder in FOLDERS
    }

    assert [
        name for name, text in docstrings.items() if not text.split("\n")[0].endswith(".")
    ] == []


def entries(folder):
    """Return the modules and packages in a folder, but for its own `__init__.py`."""
    modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
    packages = [path for path in folder.iterdir() if (path / "__init__.py").exists()]
    return [*modules, *packages]
