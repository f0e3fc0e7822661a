"""Options that commands share: one meaning everywhere, values of variables a line each."""

from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from contracts.cli.config_file import with_config
from contracts.cli.options import click_option, parameters_of
from contracts.errors import OptionError
from contracts.run.settings.documents import MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES, ROOT, SPEC
from contracts.run.settings.options import Option, from_option, read_options
from contracts.run.settings.run import RunSettings
from contracts.run.settings.server import ServerSettings
from openapi.errors import DocumentError

SEEN = {}
NOT_HERE = {"env", "param", "max_requests", "max_bytes", "max_time", "max_server_errors"}
WORDS = {"header": "A header of this command.", "allow_production": "Production of this command."}


@click.command(params=parameters_of(ServerSettings, NOT_HERE, WORDS))
def command(**options):
    """Note what was given."""
    SEEN.clear()
    SEEN.update(options)


def connection_of(given):
    """Return how connections are made by what was given."""
    return read_options(ServerSettings, given)["connection"]


def run(*words, **variables):
    """Return what the command was given, or what it says when it refuses."""
    result = CliRunner().invoke(command, words, auto_envvar_prefix="TRY", env=variables)
    return dict(SEEN) if result.exit_code == 0 else result.output


def test_nothing_given_is_the_careful_choice():
    """Without an option nothing changes a server, production is left alone, TLS is judged."""
    assert run() == {
        "spec": (),
        "overlay": (),
        "root": None,
        "max_document_bytes": None,
        "max_document_files": None,
        "timeout": "10s",
        "unsafe": False,
        "rate": None,
        "header": (),
        "token_command": None,
        "data": (),
        "allow_production": False,
        "proxy": None,
        "tls_ca": None,
        "tls_insecure": False,
        "tls_cert": None,
        "tls_key": None,
    }


def test_several_headers_in_a_variable_are_separated_by_lines():
    """A header has spaces of its own, so a line break is what separates two."""
    assert run(TRY_HEADER="X-A: one two\nX-B: three")["header"] == ("X-A: one two", "X-B: three")
    assert run(TRY_HEADER="['X-A: one two', 'X-B: three']")["header"] == (
        "X-A: one two",
        "X-B: three",
    )


@pytest.mark.parametrize("rate", ["-1", "10001", "fast"])
def test_rate_outside_its_range_is_refused(rate):
    """A rate is at least 0 and within what one client can send."""
    assert "--rate" in run("--rate", rate)


def test_help_explains_shared_options_in_the_words_of_the_command():
    """`--header` and `--allow-production` have their own line in each command."""
    text = CliRunner().invoke(command, ["--help"]).output

    assert all(words in text for words in WORDS.values())
    assert text.index("--proxy") < text.index("--tls-ca") < text.index("--tls-key")


def test_the_connection_is_made_of_its_five_options(tmp_path):
    """Proxy and trust reach the connection; the words repeat what was typed."""
    connection = connection_of(run("--proxy", "http://127.0.0.1:8080", "--tls-insecure"))

    assert connection.proxy.address == ("127.0.0.1", 8080)
    assert connection.option_words == ("--proxy", "http://127.0.0.1:8080", "--tls-insecure")
    for option in ("--tls-ca", "--tls-cert", "--tls-key"):
        with pytest.raises(OptionError) as raised:
            connection_of(run(option, str(tmp_path / "missing.pem")))
        assert raised.value.where.startswith(option)


def test_without_connection_options_the_system_is_trusted():
    """A connection is direct, with the certificates of the system."""
    connection = connection_of(run())

    assert (connection.tls, connection.proxy, connection.option_words) == (None, None, ())


@pytest.mark.parametrize(
    ("kind", "bad"), [("integer", "1.5"), ("number", "x"), ("file", "."), ("folder", __file__)]
)
def test_value_of_another_kind_is_refused(kind, bad):
    """A number is a number, and a file that is a folder is reported before anything runs."""
    option = click_option(Option(flags=("--it",), help="It.", kind=kind))
    result = CliRunner().invoke(click.Command("try", params=[option]), ["--it", bad])

    assert (result.exit_code, "--it" in result.output) == (2, True)


def test_documents_are_given_the_same_way_everywhere():
    """Commands that send nothing take the same --spec, and the same limits of its files."""
    shared = {each.name: each.to_info_dict() for each in parameters_of(RunSettings)}

    for option in map(click_option, (SPEC, ROOT, MAX_DOCUMENT_BYTES, MAX_DOCUMENT_FILES)):
        assert option.to_info_dict() == shared[option.name]


def test_document_that_cannot_be_fetched_is_refused_by_its_url():
    """A URL that gives no document is reported before anything runs."""
    url = "http://127.0.0.1:9/shop.yaml"

    with pytest.raises(DocumentError) as caught:
        CliRunner().invoke(command, ["--spec", url], catch_exceptions=False)

    assert caught.value.where == url


def test_documents_of_a_variable_are_separated_as_paths_are():
    """A variable may name several documents."""
    given = run(TRY_SPEC="a.yaml:b.yaml")

    assert given["spec"] == (Path("a.yaml"), Path("b.yaml"))


@pytest.mark.parametrize(
    ("kind", "bounds", "given", "said"),
    [
        ("integer", (1, 64), "many", "'many' is not a whole number from 1 to 64"),
        ("integer", (1, 64), "65", "'65' is not a whole number from 1 to 64"),
        ("integer", (1, None), "1.5", "'1.5' is not a whole number from 1\n"),
        ("number", (0, 10_000), "fast", "'fast' is not a number from 0 to 10000"),
        ("number", (0, None), "-0.5", "'-0.5' is not a number from 0\n"),
        ("number", (None, None), "fast", "'fast' is not a number\n"),
    ],
)
def test_message_about_a_number_names_what_it_may_be(kind, bounds, given, said):
    """The message names the least and the greatest number, whatever was typed."""
    option = click_option(Option(flags=("--n",), help="N.", kind=kind, bounds=bounds))
    result = CliRunner().invoke(click.Command("try", params=[option]), ["--n", given])

    assert result.exit_code == 2
    assert said in result.output


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """Settings of a command, with one option."""

    depth: int = from_option("--most-depth", kind="integer", default=1, help="How deep.")


@pytest.mark.parametrize(
    ("words", "variables", "text", "depth"),
    [
        ([], {}, "", 1),
        (["--most-depth", "2"], {}, "", 2),
        ([], {"TRY_MOST_DEPTH": "3"}, "", 3),
        ([], {}, "[check]\nmost-depth = 4", 4),
    ],
    ids=["default", "flag", "variable", "key"],
)
def test_an_option_is_added_in_one_place(tmp_path, words, variables, text, depth):
    """A field of settings is a flag, a variable of the environment and a key of a file."""
    found = []
    params = parameters_of(Added)
    made = click.Command(
        "check", params=params, callback=lambda **given: found.append(read_options(Added, given))
    )
    file = tmp_path / "contracts.toml"
    file.write_text(text)
    all_words = ["--config", str(file), *words]
    result = CliRunner().invoke(
        with_config(made), all_words, auto_envvar_prefix="TRY", env=variables
    )

    assert (result.exit_code, found) == (0, [{"depth": depth}]), result.output


@pytest.mark.parametrize("text", ["nan", "inf", "-1", "fast"])
def test_what_is_no_number_within_bounds_is_refused(text):
    """NaN compares with no bound, but is outside of every one."""
    assert f"'{text}' is not a number from 0 to 10000" in run("--rate", text)
