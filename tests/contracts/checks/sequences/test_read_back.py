"""Tests of: what a successful write has changed shows when it is read back."""

from contracts.run.check import check
from contracts.run.replay import ReplaySettings, replay
from contracts.run.settings.check import CheckSettings
from contracts.run.settings.profiles import PROFILES
from contracts.witnesses.replay_rounds import ReplayStatus
from contracts.witnesses.witness import read_witness
from tests.acceptance.cases import cases
from tests.contracts.hasty_clock import HastyClock
from tests.contracts.kept import SPEC, lost, normalized, notes, stamped
from tests.contracts.live import Reply, serve

WITH_SLASHES = SPEC.replace("/notes:", "/notes/:").replace("{note_id}:", "{note_id}/:")


def report_on(folder, answer, text=SPEC, **options):
    """Return the report on a server of notes, which ignores slashes at the end of a path."""
    spec = folder / "notes.yaml"
    spec.write_text(text, encoding="utf-8")
    with serve(answer) as server:
        settings = CheckSettings(
            targets=(server.url,),
            specs=(spec,),
            profile=PROFILES["smoke"],
            probes=frozenset({"documented", "read-back"}),
            is_unsafe=True,
            **options,
        )
        return check(settings, HastyClock())


def said(report):
    """Return the severity, the operation and the message of every finding of this check."""
    return [
        f"{each.finding.severity.value} {each.operation}: {each.finding.message}"
        for each in report.findings
        if each.finding.rule == "read-back"
    ]


def reasons(report):
    """Return by operation why this check was not exercised; empty where it passed."""
    return {
        each.id: each.verdict("read-back").reason
        for each in report.operations
        if each.id != "getNote"
    }


LOST_PUT = "error putNote: PUT is answered with 200, and GET still shows the old value of "
STILL_THERE = "error deleteNote: DELETE is answered with 204, and GET still shows the resource"
SOFT = f"{STILL_THERE.replace('error', 'info')}, but changed."
NOT_THERE = (
    'error addNote: POST is answered with 201, and GET of the new id "4" is answered with 404.'
)
FORGOTTEN = 2  # first GETs of a new resource that are answered with 404


@cases(
    "server, found",
    {
        "update": (notes(put=lost), f"{LOST_PUT}/title, /count."),
        "update-with-a-time": (notes(put=stamped), f"{LOST_PUT}/title, /count."),
        "deletion": (notes(delete="nothing"), STILL_THERE + "."),
        "soft-deletion": (notes(delete="marks"), SOFT),
        "creation": (notes(keeps_new=False), NOT_THERE),
    },
)
def test_a_write_that_changes_nothing_is_found(tmp_path, server, found):
    """A soft delete is an info: the resource is still there, but not as it was."""
    assert said(report_on(tmp_path, server)) == [found]


@cases(
    "server",
    {
        "as-it-is": notes(),
        "in-another-form": notes(put=normalized),
        "a-moment-later": notes(looks_late=1),
        "with-its-tag-only": notes(needs_tag=True),
    },
)
def test_a_server_that_keeps_what_is_written_passes(tmp_path, server):
    """Also in another form, in part, or a moment later."""
    report = report_on(tmp_path, server)

    assert said(report) == []
    assert reasons(report) == {"addNote": "", "putNote": "", "deleteNote": ""}


def test_a_server_that_forgets_now_and_then_has_lost_nothing(tmp_path):
    """Two 404 of a new resource, one after a pause, may be chance; a third answer shows it."""
    kept, asked = notes(), []

    def forgetful(seen):
        is_new = seen.method == "GET" and seen.target.endswith("/4")
        asked.extend([seen] if is_new else [])
        if is_new and len(asked) <= FORGOTTEN:
            return Reply(status=404, body={"error": "no"})
        return kept(seen)

    report = report_on(tmp_path, forgetful)

    assert said(report) == []
    assert len(asked) > FORGOTTEN
    assert reasons(report)["addNote"] == ""


def test_a_server_that_answers_any_id_is_not_judged(tmp_path):
    """A mock with documented answers keeps nothing, and does not pass either."""
    report = report_on(tmp_path, notes(put=lost, delete="nothing", knows_any=True))

    assert said(report) == []
    assert all("as a mock without records does" in each for each in reasons(report).values())


def test_a_change_that_is_only_accepted_is_not_judged(tmp_path):
    """202 promises nothing yet (RFC 9110, 15.3.3)."""
    report = report_on(tmp_path, notes(put=lost, status=202))

    assert said(report) == []
    assert reasons(report)["putNote"] == "the write was answered with 202"


def test_workers_find_the_same(tmp_path):
    """Operations of the same path are done by one worker."""
    report = report_on(tmp_path, notes(put=lost), workers=2)

    assert said(report) == [f"{LOST_PUT}/title, /count."]


BROKEN = {
    "update": {"put": lost},
    "update-with-a-tag": {"put": stamped, "needs_tag": True},
    "deletion": {"delete": "nothing"},
    "creation": {"keeps_new": False},
}


def test_a_witness_whose_resource_is_deleted_is_tried_once(tmp_path):
    """The run has deleted it at last; each more try writes in vain, and waits for a second."""
    broken, sent = notes(put=lost), []

    def answer(seen):
        sent.append(f"{seen.method} {seen.target}")
        return broken(seen)

    report_on(tmp_path, answer, witnesses=tmp_path)

    after_the_deletion = sent[sent.index("DELETE /notes/1") :]
    assert after_the_deletion.count("PUT /notes/1") == 1
    [path] = tmp_path.glob("*read-back*.json")
    assert read_witness(path).rounds is None


@cases("given", BROKEN)
def test_a_replay_says_whether_the_write_is_still_lost(tmp_path, given):
    """Still there twice, then fixed twice, though every POST makes a resource with a new id."""
    report = report_on(tmp_path, notes(**given), witnesses=tmp_path)
    [path] = [each.witness for each in report.findings if each.finding.rule == "read-back"]
    witness = read_witness(tmp_path / path)

    def replayed(url):
        wanted = ReplaySettings(
            witness=witness, url=url, specs=(tmp_path / "notes.yaml",), is_unsafe=True
        )
        return replay(wanted, HastyClock()).status

    kept = notes(needs_tag=given.get("needs_tag", False))
    with serve(notes(**given)) as broken, serve(kept) as whole:
        assert replayed(broken.url) is ReplayStatus.STILL_THERE
        assert replayed(broken.url) is ReplayStatus.STILL_THERE
        assert replayed(whole.url) is ReplayStatus.FIXED
        assert replayed(whole.url) is ReplayStatus.FIXED


@cases(
    "given, write",
    {"update": ({"put": lost}, "-X PUT "), "deletion": ({"delete": "nothing"}, "-X DELETE ")},
)
def test_the_curl_line_writes_before_it_reads(tmp_path, given, write):
    """Pasted into a shell, it shows the finding without the checker."""
    report = report_on(tmp_path, notes(**given))
    [line] = [each.curl for each in report.findings if each.finding.rule == "read-back"]
    first, _, second = line.partition(" && ")

    assert write in first
    assert "-X" not in second
    assert first.rpartition(" ")[2] == second.rpartition(" ")[2]


def test_a_deletion_is_not_found_without_the_creation(tmp_path):
    """A witness has the POST, so that a replay deletes what exists."""
    report = report_on(tmp_path, notes(delete="nothing"), witnesses=tmp_path)
    [path] = [each.witness for each in report.findings if each.finding.rule == "read-back"]

    assert [each.request.method for each in read_witness(tmp_path / path).steps] == [
        "POST",
        "GET",
        "DELETE",
        "GET",
        "GET",
        "GET",
    ]


def test_a_change_may_need_the_tag_of_what_was_read(tmp_path):
    """428 for the documented values alone is what RFC 6585 asks for; with the tag they pass."""
    report = report_on(tmp_path, notes(needs_tag=True))

    assert "valid-accepted" not in {each.finding.rule for each in report.findings}
    assert reasons(report)["putNote"] == ""


@cases("given", BROKEN)
def test_paths_may_end_with_a_slash(tmp_path, given):
    """Those of Django do, and a write there is read back as elsewhere."""
    found = said(report_on(tmp_path, notes(**given), WITH_SLASHES))
    healthy = report_on(tmp_path, notes(needs_tag="needs_tag" in given), WITH_SLASHES)

    assert len(found) == 1
    assert reasons(healthy) == {"addNote": "", "putNote": "", "deleteNote": ""}
