"""A fresh checkout is compiled once, not once for each worker of a test run."""

import importlib.util

from tests.compiling import compile_share, share


def test_every_file_belongs_to_one_worker():
    """Together the workers compile everything, and nothing twice."""
    files = [*map(str, range(11))]
    shares = [share(files, worker, 4) for worker in range(4)]

    assert sorted(file for part in shares for file in part) == sorted(files)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_a_share_is_compiled_where_it_will_be_looked_for(tmp_path, monkeypatch):
    """Modules as the interpreter compiles them; broken ones are passed by, tests are left out."""
    monkeypatch.setattr("tests.compiling.REPOSITORY", tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    folder = tmp_path / "openapi"
    folder.mkdir()
    for name, text in {"module.py": "X = 1\n", "test_module.py": "", "broken.py": "def"}.items():
        (folder / name).write_text(text, encoding="utf-8")
    compile_share(0, 1)
    found = {path.name for path in (folder / "__pycache__").iterdir()}

    assert found == {importlib.util.cache_from_source("module.py").rpartition("/")[2]}
