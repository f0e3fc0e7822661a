"""The command `mock-server export`."""

from click.testing import CliRunner

from mock_server.cli.main import main
from tests.acceptance.commands import run_here


def test_module_is_written_to_a_file(tmp_path):
    """With `--output`, stdout stays empty, and the file is named."""
    result = run_here("mock-server", "export", "msw", "--output", "handlers.mjs", cwd=tmp_path)

    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "wrote handlers.mjs\n"
    assert "export const handlers" in (tmp_path / "handlers.mjs").read_text()


def test_the_option_still_works_under_its_former_name(tmp_path):
    """A script that says `--out` goes on, and a note says what to write."""
    result = CliRunner().invoke(main, ["export", "msw", "--out", str(tmp_path / "handlers.mjs")])

    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith("note: --out is called --output now.\nwrote ")


def test_what_cannot_be_exported_is_one_message(tmp_path):
    """A missing document and a folder that does not exist end with exit code 2."""
    for words in (["none.yaml"], ["--output", "no/such/folder.mjs"]):
        result = run_here("mock-server", "export", "msw", *words, cwd=tmp_path)

        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith("mock-server export: ")
        assert "Traceback" not in result.stderr
