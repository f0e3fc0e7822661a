"""The hooks before a commit and a push run what CI runs."""

import re

import yaml

from tests.architecture.files import ROOT


def test_hooks_run_the_targets_that_ci_runs():
    """Each `make` target of `.ci/run` is a hook, and there are no other hooks."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    of_ci = {
        f"make {target}" for target in re.findall(r"^make (?:--\S+ )*(\w+)", script, re.MULTILINE)
    }
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook["entry"] for repo in config["repos"] for hook in repo["hooks"]]

    assert of_ci - {"make install", "make browsers", "make redis"}
    assert sorted(hooks) == sorted(of_ci)


def test_forms_of_issues_are_readable():
    """Each form is YAML with a name, a description and fields that have labels."""
    forms = set((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
    forms = {path for path in forms if path.name != "config.yml"}

    assert forms
    for path in forms:
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert form["name"]
        assert form["description"]
        assert all(field["attributes"]["label"] for field in form["body"])
