"""Scenario files are of the right shape, and may be like each other."""

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.loading.files import packaged_scenarios, read_scenario, scenario_files
from tests.mock_server.scenarios.written import COUNTING, GOODS, write


def test_folder_holds_scenarios_and_a_wording(tmp_path):
    """`readings.yaml` is no scenario; the others come in name order."""
    for name in ("b.yaml", "a.yml", "readings.yaml", "notes.txt"):
        write(tmp_path, COUNTING, name)

    assert [path.name for path in scenario_files(tmp_path)] == ["a.yml", "b.yaml"]


def test_unknown_api_has_no_packaged_scenarios():
    """A third API has none, and that is no error."""
    assert packaged_scenarios("warehouse") == ()


def test_misspelt_key_is_named_with_the_nearest(tmp_path):
    """The one wrong letter is what the message is about."""
    path = write(tmp_path, COUNTING.replace("ramps:", "ramp:"))
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert "there is no key 'ramp'; did you mean 'ramps'?" in raised.value.what
    assert raised.value.where == f"{path}:2"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("at: 2s", "at: soon", 19),
        ("scenario: counting", "scenario: Counting", 2),
        ("shows: Counting for ten seconds.", "tick: 1s", 2),
        ("- at: 10s", "- at: 10s\n        status: 99", 22),
    ],
)
def test_wrong_shape_is_refused_with_its_line(tmp_path, old, new, line):
    """Durations, names, statuses and required keys are judged by the schema."""
    path = write(tmp_path, COUNTING.replace(old, new))
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert raised.value.where == f"{path}:{line}"


def test_wrong_text_is_told_what_is_allowed_in_words(tmp_path):
    """Nobody has to read a regular expression."""
    path = write(tmp_path, COUNTING.replace("at: 2s", "at: soon"))
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert raised.value.found == '/timeline/1/at is "soon"'
    assert (
        raised.value.allowed
        == "A duration such as 30s, 1m30s, 240ms or -2h; a number alone is in seconds."
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "the value is null, allowed is object"),
        ("[]", "the value is [], allowed is object"),
        ("42", "the value is 42, allowed is object"),
        ("scenario: x", "the value lacks api, operation, shows"),
        ("like: 7", 'the value has the key "like"'),
    ],
)
def test_what_is_no_scenario_at_all_is_refused(tmp_path, text, found):
    """An empty file, a list, a number: one message each, at the first line, with what was found."""
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert raised.value.what.startswith("written.yaml is not a scenario")
    assert raised.value.where == f"{path}:1"
    assert raised.value.found.startswith(found)


def test_file_may_be_like_another(tmp_path):
    """A merge patch on the other file; `with` sets single places; a default is not inherited."""
    write(tmp_path, GOODS.replace("    things:", "    default: true\n    things:"), "goods.yaml")
    text = "scenario: no-goods\nlike: goods.yaml\nwith: {/things/0/count: 0}\n"
    tree = read_scenario(write(tmp_path, text)).tree

    assert tree["scenario"] == "no-goods"
    assert tree["operation"] == "listGoods"
    assert tree["things"][0]["count"] == 0
    assert "default" not in tree
    assert "like" not in tree


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("like: good.yaml", "did you mean 'goods.yaml'"),
        ("like: ../goods.yaml", "cannot be like '../goods.yaml'"),
        ("like: written.yaml", "cannot be like 'written.yaml'"),
        ("like: goods.yaml\nwith: {/thing/0: 1}", "no place '/thing/0'"),
    ],
)
def test_model_that_cannot_be_used_is_refused(tmp_path, text, what):
    """Not there, outside of the folder, itself, or without the place."""
    write(tmp_path, GOODS, "goods.yaml")
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert what in raised.value.what
