"""A fresh checkout is compiled once, not once for each worker of a test run."""

import importlib.util

from _pytest.assertion.rewrite import PYC_TAIL

from tests.compiling import compile_share, share

TEST = "def test_it():\n    assert 1 + 1 == 2\n"


def test_every_file_belongs_to_one_worker():
    """Together the workers compile everything, and nothing twice."""
    files = [*map(str, range(11))]
    shares = [share(files, worker, 4) for worker in range(4)]

    assert sorted(file for part in shares for file in part) == sorted(files)
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_a_share_is_compiled_where_it_will_be_looked_for(tmp_path, monkeypatch, pytestconfig):
    """Modules as the interpreter compiles them, tests as pytest does; broken ones are passed by."""
    monkeypatch.setattr("tests.compiling.REPOSITORY", tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    folder = tmp_path / "openapi"
    folder.mkdir()
    texts = {"module.py": "X = 1\n", "test_module.py": TEST, "broken.py": "def"}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    compile_share(pytestconfig, 0, 1)
    found = {path.name for path in (folder / "__pycache__").iterdir()}

    assert found == {
        importlib.util.cache_from_source("module.py").rpartition("/")[2],
        f"test_module{PYC_TAIL}",
    }
