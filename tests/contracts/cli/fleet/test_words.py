"""The words of a command that travel to the workers of a fleet."""

import pytest

from contracts.cli.check import check, check_settings
from contracts.cli.fleet.words import SECRET, travelled_options, travelling_words
from contracts.errors import OptionError

URL = "https://staging.example"


def context_of(*words):
    """Return the context of a typed command."""
    return check.make_context("check", [*words], auto_envvar_prefix="CONTRACTS_CHECK")


def test_worker_has_the_settings_of_the_run(monkeypatch):
    """What is typed, or given in the environment of the run, decides on every machine."""
    monkeypatch.setenv("CONTRACTS_CHECK_SKIP", "media-type")
    typed = (
        "--profile", "smoke", "--seed", "7", "--rate", "2.5", "--strict", "--only", "a", "--only",
        "b", "--param", "petId=-1", "--env", "HOME", "--max-time", "1m30s", "--spec", "a b.yaml",
        "--tag=--odd", "shop=https://shop.example/v1", URL,
    )  # fmt: skip
    context = context_of(*typed, "--fleet", "redis://127.0.0.1", "--format", "json", "-q")
    words = travelling_words(context, 7, frozenset())
    monkeypatch.delenv("CONTRACTS_CHECK_SKIP")
    there = check_settings(travelled_options(check, words))
    here = check_settings(context_of("--skip", "media-type", *typed).params)

    assert there == here
    assert not {"--fleet", "--format", "--quiet"} & {*words}


@pytest.mark.parametrize(
    "option",
    [
        ("--header", "Authorization: Bearer s3cret"),
        ("--token-command", "print-token s3cret"),
        ("--proxy", "http://me:s3cret@proxy.example"),
        ("--tls-key", "s3cret.pem"),
        ("--param", "api_key=s3cret"),
    ],
)
def test_credential_on_the_command_line_is_refused(option):
    """The message names the variable of the workers, and does not repeat the secret."""
    with pytest.raises(OptionError) as refused:
        travelling_words(context_of(*option, URL), 1, frozenset({"api_key"}))

    variable = f"CONTRACTS_CHECK_{option[0].lstrip('-').replace('-', '_').upper()}"
    assert variable in str(refused.value)
    assert "s3cret" not in str(refused.value)


def test_credentials_of_the_environment_stay_there(monkeypatch):
    """A variable of the run is not sent, so that each worker uses its own."""
    monkeypatch.setenv("CONTRACTS_CHECK_HEADER", "Authorization: Bearer s3cret")
    words = travelling_words(context_of(URL), 3, frozenset())

    assert words == ("--seed", "3", "--", URL)

    monkeypatch.setenv("CONTRACTS_CHECK_HEADER", "Authorization: Bearer other")

    assert check_settings(travelled_options(check, words)).headers == (
        ("Authorization", "Bearer other"),
    )


def test_options_of_a_run_are_not_changed_by_the_environment_of_a_worker(monkeypatch, tmp_path):
    """A seed or a profile in a worker's environment or file would make it do another run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "contracts.toml").write_text("[check]\nseed = 3\n")
    monkeypatch.setenv("CONTRACTS_CHECK_PROFILE", "full")
    monkeypatch.setenv("CONTRACTS_CHECK_PARAM", "api_key=own")
    settings = check_settings(travelled_options(check, ("--param", "petId=1", "--", URL)))

    assert (settings.seed, settings.profile.name) == (1, "ci")
    assert settings.known_values == {"petId": ("1",), "api_key": ("own",)}


@pytest.mark.parametrize(
    "words",
    [
        *((f"--{name.replace('_', '-')}", "touch there", URL) for name in sorted(SECRET)),
        ("--output", "there", URL),
        ("--report", "json=there", URL),
        ("--witnesses", "there", URL),
        ("--fleet", "redis://elsewhere", URL),
        ("--no-such-option", URL),
        ("--config", "there", URL),
        ("--help",),
    ],
)
def test_words_that_do_not_travel_are_refused_by_a_worker(words):
    """A message cannot let a worker run a command, write a file or send elsewhere."""
    with pytest.raises(OptionError):
        travelled_options(check, words)
