"""A replay says the right word for every kind of witness: still there, then fixed.

`make test` takes a part of the kinds, `make thorough` all.
"""

import json
from dataclasses import replace

import pytest

from contracts.run.check import check
from contracts.run.replay import ReplaySettings, replay
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.run.settings.values import parse_known
from contracts.witnesses.replay_rounds import ReplayStatus
from contracts.witnesses.witness import read_witness
from tests.acceptance.everyday import report_of, served
from tests.acceptance.test_everyday_defects import BROKEN
from tests.acceptance.test_everyday_servers import HEALTHY
from tests.contracts import live
from tests.contracts.checks.sequences.test_guessed_pages import FAULTY, window
from tests.contracts.guessed import document, paged
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.probes.inputs.test_limitless_walk import (
    CURSORS,
    NUMBERS,
    back_by_one,
    by_cursor,
    numbered,
    repeating,
)
from tests.servers.catalogue import DEFECTS
from tests.servers.launch import serve
from tests.thorough import part

KINDS = (
    ("answered", "elastic_path.chunks-without-end", "documented"),
    ("server-error", "elastic_path.empty-limit-is-server-error", "intake"),
    ("status-documented", "elastic_path.created-for-read", "documented"),
    ("success-seen", "elastic_path.redirects-to-itself", "documented"),
    ("media-type", "elastic_path.plain-text-type", "documented"),
    ("strict-json", "placewise.trailing-bytes", "documented"),
    ("schema", "placewise.counter-missing", "documented"),
    ("valid-accepted", "elastic_path.last-offset-refused", "intake"),
    ("invalid-refused", "elastic_path.offset-beyond-the-last-accepted", "intake"),
    ("framing", "placewise.length-and-chunks", "documented"),
    ("head", "placewise.head-finds-nothing", "methods"),
    ("methods-allowed", "elastic_path.options-refused-without-allow", "methods"),
    ("http-headers", "elastic_path.date-in-other-form", "documented"),
    ("charset", "placewise.wrong-charset", "documented"),
    ("conditional", "placewise.any-tag-matches", "methods"),
    ("own-answer", "placewise.second-answer-is-first", "methods"),
    ("equivalent-requests", "placewise.header-names-with-case", "methods"),
    ("names-distinct", "placewise.number-wraps-around", "names"),
    ("no-reflection", "placewise.id-in-html", "intake"),
    ("no-internals", "placewise.stack-trace-in-body", "intake"),
    ("pagination-walk", "elastic_path.pages-overlap-by-one", "pagination-walk"),
    ("page-links", "elastic_path.next-link-skips", "pagination-walk"),
    ("polling", "elastic_path.success-becomes-failed", "polling"),
    ("placewise.bulk-ids-unique", "placewise.bulk-id-twice", "documented"),
    ("safe-repeatable", "placewise.import-flickers", "identities+repetition+polling"),
    ("safe-repeatable", "elastic_path.failed-jobs-flicker", "identities+repetition+polling"),
    ("polling", "placewise.bulk-flickers", "identities+repetition+polling"),
    # Each way to make a wrong credential, and each identity.
    ("access-enforced", "placewise.even-imports-not-locked", "access"),
    ("access-enforced", "placewise.connection-remembers-token", "access"),
    ("access-enforced", "elastic_path.any-token-opens", "access"),
    ("access-enforced", "elastic_path.basic-opens", "access"),
    ("access-enforced", "placewise.empty-token-opens", "access"),
    ("access-enforced", "elastic_path.token-compared-by-its-beginning", "access"),
    ("access-enforced", "placewise.token-compared-without-case", "access"),
    ("access-enforced", "placewise.any-club-will-do", "access"),
    ("access-enforced", "placewise.other-club-readable", "access"),
    ("access-enforced", "placewise.other-club-readable-by-id", "access"),
    # What is made up, and read by a document of its own.
    ("read-back", "notes.update-lost", "documented+read-back"),
    ("read-back", "notes.deletes-nothing", "documented+read-back"),
    ("read-back", "notes.created-nowhere", "documented+read-back"),
    ("filters", "notes.status-ignored", "documented+filters"),
)
"""A rule, a server on which it gives a witness, and the probes that find that."""

LITTLE = {
    "write-only": ("a password is answered", "a value that requests alone carry"),
    "response-headers": ("a wrong item of a list in a header", "a list in a header"),
    "xml-text": ("JSON that is labelled as XML", "XML beside JSON"),
    "annotated-values": (
        "a discriminator that names nothing",
        "a discriminator by the name of a schema",
    ),
}
"""A rule, a little server on which it gives a witness, and one that does the same well."""

ELSEWHERE = {
    "rules": "as placewise.bulk-ids-unique",
    "guessed-pages": "a warning, which has a witness with --strict only; it has a test below",
    "undocumented-fields": "an info never fails a run, so it has no witness",
    "thing-vanishes": "neither store keeps a resource away for long enough, see safe-repeatable",
}
"""Why a check is not among `KINDS`."""


def environment(server, defect):
    """Return the variables of one identity, or of both where the defect needs them."""
    other = server.other_environment.items() if "other" in defect.needs else ()
    return {**server.environment, **{f"OTHER_{name}": value for name, value in other}}


def witnesses(name, rule, probe, folder):
    """Return the witnesses of a rule that a check of a broken server writes."""
    with serve(name) as server:
        settings = CheckSettings(
            targets=(f"{server.api}={server.base}",),
            specs=server.documents,
            is_unsafe="unsafe" in DEFECTS[name].needs,
            profile=replace(PROFILES["smoke"], follow_seconds=0.5),
            probes=frozenset(probe.split("+")),
            witnesses=folder,
            environ=environment(server, DEFECTS[name]),
            known_values=parse_known(server.parameters),
        )
        report = check(settings, HastyClock())
    found = [each for each in report.findings if each.finding.rule == rule]
    return [read_witness(folder / each.witness) for each in found if each.witness]


def status(witness, name, defect, **options):
    """Return what a replay on a server says."""
    with serve(name, **options) as server:
        wanted = ReplaySettings(
            witness=witness,
            url=server.base,
            specs=server.documents,
            is_unsafe="unsafe" in defect.needs,
            environ=environment(server, defect),
        )
        return replay(wanted, HastyClock()).status


@pytest.mark.parametrize(("rule", "name", "probe"), part(KINDS, 4))
def test_a_replay_says_the_right_word(tmp_path, rule, name, probe):
    """Still there on the server as it was, fixed on one that does the same well."""
    defect = DEFECTS[name]
    lock = {"demands_token": True} if defect.service.demands_token else {}

    found = witnesses(name, rule, probe, tmp_path)

    assert found
    for witness in found:
        assert status(witness, name, defect) is ReplayStatus.STILL_THERE
        assert status(witness, f"{defect.api}.reference", defect, **lock) is ReplayStatus.FIXED


@pytest.mark.parametrize("rule", LITTLE)
def test_a_replay_at_a_little_server_says_the_right_word(tmp_path, rule):
    """Still there, then fixed, also by a document that is a file of its own."""
    broken, whole = LITTLE[rule]
    report = report_of(
        BROKEN[broken], tmp_path, probes=frozenset({"documented"}), witnesses=tmp_path
    )
    [path] = [each.witness for each in report.findings if each.finding.rule == rule]
    said = []
    for case in (BROKEN[broken], HEALTHY[whole]):
        with served(case) as server:
            wanted = ReplaySettings(
                witness=read_witness(tmp_path / path),
                url=server.url,
                specs=(tmp_path / "case.yaml",),
            )
            said.append(replay(wanted, HastyClock()).status)

    assert said == [ReplayStatus.STILL_THERE, ReplayStatus.FIXED]


@pytest.mark.parametrize("fault", FAULTY)
def test_a_replay_of_guessed_pages_says_the_right_word(tmp_path, fault):
    """A warning about pages that are only guessed can be replayed, too."""
    said = replayed_pages(tmp_path, document(), FAULTY[fault][0], window)

    assert said == [ReplayStatus.STILL_THERE, ReplayStatus.FIXED]


@pytest.mark.parametrize(
    ("answers", "parameters", "fixed"),
    [
        ((back_by_one, by_cursor), CURSORS, ReplayStatus.UNKNOWN),
        ((repeating, numbered), NUMBERS, ReplayStatus.FIXED),
    ],
)
def test_a_replay_of_walked_pages_says_the_right_word(tmp_path, answers, parameters, fixed):
    """A cursor of the broken server is none of the other one, so that nothing can be said."""
    said = replayed_pages(tmp_path, document(**parameters), *answers)

    assert said == [ReplayStatus.STILL_THERE, fixed]


def replayed_pages(folder, tree, broken, whole):
    """Return what a replay says at a server with broken pages, then at one with whole pages."""
    spec = folder / "notes.json"
    spec.write_text(json.dumps(tree), encoding="utf-8")
    said = []
    with live.serve(paged(broken)) as bad, live.serve(paged(whole)) as good:
        given = CheckSettings(
            targets=(bad.url,),
            specs=(spec,),
            profile=PROFILES["smoke"],
            probes=frozenset({"pagination-walk"}),
            witnesses=folder,
            is_strict=True,
        )
        report = check(given, HastyClock())
        [found] = [each for each in report.findings if each.finding.rule == "guessed-pages"]
        for url in (bad.url, good.url):
            wanted = ReplaySettings(
                witness=read_witness(folder / found.witness), url=url, specs=(spec,)
            )
            said.append(replay(wanted, HastyClock()).status)
    return said
