"""How a setting is given on the command line."""

from dataclasses import fields

from mock_server.options import Option, option
from openapi.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    names: dict[str, str] = option("Names", "--name", "A name.", default={}, metavar="NAME")
    secret: str = option("Names", "--secret", "A secret.", default="", is_shown=False)


def test_a_field_has_its_option_and_default():
    """Flag, help and heading are declared where the setting is."""
    about = {each.name: each.metadata["option"] for each in fields(_Made)}

    assert about["names"] == Option(flag="--name", help="A name.", group="Names", metavar="NAME")
    assert (_Made().names, _Made().secret) == ({}, "")
    assert _Made().names is not _Made().names


def test_a_secret_setting_is_not_shown():
    """What must not be printed is not in the text of the settings."""
    assert "hush" not in repr(_Made(secret="hush"))  # noqa: S106
