"""What an installation brings: the mock server alone is small, the rest comes with extras."""

from tests.architecture.files import ROOT
from tests.benchmarks.size import LIMIT, PROJECT, closure, direct, sizes

GIVEN = {"connexion", "pyyaml", "jsonschema", "schemathesis", "pytest"}
"""The packages that the project is built on."""

ONLY_WITH_AN_EXTRA = {
    "schemathesis",
    "hypothesis",
    "pytest",
    "common-expression-language",
    "prompt-toolkit",
    "rich",
    "uvloop",
    "cryptography",
    "redis",
}


def test_mock_server_alone_brings_no_library_of_the_checker():
    """`pip install specimen` installs neither Schemathesis nor pytest, nor other large ones."""
    assert ONLY_WITH_AN_EXTRA & set(closure()) == set()


def test_mock_server_alone_is_below_forty_megabytes():
    """Its files and those of all that it requires, without bytecode; `make size` lists them."""
    measured = sizes()

    assert sum(measured.values()) < LIMIT, measured


def test_extra_of_everything_has_every_extra():
    """`specimen[all]` has the five packages that the project is built on, and every extra."""
    extras = PROJECT["optional-dependencies"]
    (everything,) = [each for each in direct(["all"]) if each.name == PROJECT["name"]]

    assert everything.extras == set(extras) - {"all"}
    assert set(closure(["all"])) >= GIVEN | ONLY_WITH_AN_EXTRA


def test_lock_has_every_distribution_of_every_extra():
    """`make install` installs all of them with hashes."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").lower()
    locked = {line.partition("==")[0] for line in text.splitlines() if "==" in line}

    assert set(closure(["all"])) - locked == set()
