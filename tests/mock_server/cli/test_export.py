"""The command `mock-server export`."""

from tests.acceptance.commands import run_here


def test_module_is_written_to_a_file(tmp_path):
    """With `--out`, stdout stays empty, and the file is named."""
    result = run_here("mock-server", "export", "msw", "--out", "handlers.mjs", cwd=tmp_path)

    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "wrote handlers.mjs\n"
    assert "export const handlers" in (tmp_path / "handlers.mjs").read_text()


def test_what_cannot_be_exported_is_one_message(tmp_path):
    """A missing document and a folder that does not exist end with exit code 2."""
    for words in (["none.yaml"], ["--out", "no/such/folder.mjs"]):
        result = run_here("mock-server", "export", "msw", *words, cwd=tmp_path)

        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith("mock-server export: ")
        assert "Traceback" not in result.stderr
