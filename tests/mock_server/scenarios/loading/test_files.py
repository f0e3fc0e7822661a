"""Scenario files are checked by their schema, and may be `like` another file."""

import pytest

from mock_server.scenarios.errors import ScenarioError
from mock_server.scenarios.loading.files import packaged_scenarios, read_scenario, scenario_files
from tests.mock_server.scenarios.written import COUNTING, GOODS, write


def test_folder_may_have_a_readings_file(tmp_path):
    """`readings.yaml` is not a scenario; the scenario files are in name order."""
    for name in ("b.yaml", "a.yml", "readings.yaml", "notes.txt"):
        write(tmp_path, COUNTING, name)

    assert [path.name for path in scenario_files(tmp_path)] == ["a.yml", "b.yaml"]


def test_unknown_api_has_no_packaged_scenarios():
    """An API without packaged scenarios is not an error."""
    assert packaged_scenarios("warehouse") == ()


def test_misspelt_key_is_named_with_the_nearest(tmp_path):
    """The error is about the unknown key, not about its consequences."""
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
    """Durations, names, statuses and required keys are checked by the schema."""
    path = write(tmp_path, COUNTING.replace(old, new))
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert raised.value.where == f"{path}:{line}"


@pytest.mark.parametrize("base", ["", "[]", "42"], ids=["empty", "list", "number"])
def test_file_like_one_that_is_not_a_scenario_is_refused(tmp_path, base):
    """The other file is not an object: the result lacks required keys, and no traceback shows."""
    write(tmp_path, base, "base.yaml")
    with pytest.raises(ScenarioError, match="is not a scenario"):
        read_scenario(write(tmp_path, "like: base.yaml\nscenario: a\n"))


def test_allowed_text_is_described_in_words(tmp_path):
    """The error has a description and an example, not a regular expression."""
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
def test_file_that_is_not_a_scenario_is_refused(tmp_path, text, found):
    """An empty file, a list or a number is refused at its first line, with the found value."""
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert raised.value.what.startswith("written.yaml is not a scenario")
    assert raised.value.where == f"{path}:1"
    assert raised.value.found.startswith(found)


def test_file_may_be_like_another(tmp_path):
    """It is a merge patch on the other file, `with` sets places, and `default` is not inherited."""
    write(
        tmp_path, GOODS.replace("    resources:", "    default: true\n    resources:"), "goods.yaml"
    )
    text = "scenario: no-goods\nlike: goods.yaml\nwith: {/resources/0/count: 0}\n"
    tree = read_scenario(write(tmp_path, text)).tree

    assert tree["scenario"] == "no-goods"
    assert tree["operation"] == "listGoods"
    assert tree["resources"][0]["count"] == 0
    assert "default" not in tree
    assert "like" not in tree


def test_former_key_of_a_list_is_still_read(tmp_path):
    """`things`, the former name of `resources`, is read, and errors are reported with its line."""
    former = GOODS.replace("    resources:", "    things:")
    current = write(tmp_path, GOODS, "current.yaml")
    write(tmp_path, former, "goods.yaml")
    text = "scenario: no-goods\nlike: goods.yaml\nwith: {/things/0/count: 0}\n"
    wrong = write(tmp_path, former.replace("count: 70", "count: many"), "wrong.yaml")

    assert read_scenario(tmp_path / "goods.yaml").tree == read_scenario(current).tree
    assert read_scenario(write(tmp_path, text)).tree["resources"][0]["count"] == 0
    with pytest.raises(ScenarioError) as raised:
        read_scenario(wrong)
    assert raised.value.where == f"{wrong}:7"


def test_list_has_one_key(tmp_path):
    """A file with both the current and the former key is refused."""
    path = write(tmp_path, f"{GOODS}    things: []\n")
    with pytest.raises(ScenarioError, match="there is no key 'things'"):
        read_scenario(path)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("like: good.yaml", "did you mean 'goods.yaml'"),
        ("like: ../goods.yaml", "cannot be like '../goods.yaml'"),
        ("like: written.yaml", "cannot be like 'written.yaml'"),
        ("like: goods.yaml\nwith: {/series/0: 1}", "no place '/series/0'"),
        (f"like: {'a' * 5000}.yaml", "cannot be like 'aaa"),
    ],
)
def test_invalid_like_is_refused(tmp_path, text, what):
    """The other file is missing, in another folder, the file itself, or without the place."""
    write(tmp_path, GOODS, "goods.yaml")
    path = write(tmp_path, text)
    with pytest.raises(ScenarioError) as raised:
        read_scenario(path)

    assert what in raised.value.what
