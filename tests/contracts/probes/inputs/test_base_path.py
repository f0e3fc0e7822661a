"""Tests of a base path that is probably wrong."""

import html
from dataclasses import replace

import pytest

from tests.contracts.clubs import answer, checked
from tests.contracts.live import Reply

WRONG = "the base path is probably wrong"


def below(prefix, missing=lambda _: Reply(status=404, body={"detail": "Not Found"})):
    """Return the clubs below a prefix, as a framework mounts an application."""

    def answered(seen):
        if not seen.target.startswith(f"{prefix}/"):
            return missing(seen)
        return answer(replace(seen, target=seen.target.removeprefix(prefix)))

    return answered


def page(seen):
    """Return a page that repeats the path, as Express does."""
    text = f"<pre>Cannot GET {html.escape(seen.target)}</pre>".encode()
    return Reply(status=404, body=text, headers={"Content-Type": "text/html"})


def refusal(_seen):
    """Return what a server without this route says of every path."""
    return Reply(status=405, body={"error": "no"}, headers={"Allow": "PUT"})


@pytest.mark.parametrize("missing", [None, page, refusal])
def test_a_wrong_base_path_is_one_note(missing):
    """Not an error for each operation: nothing is proved, and the note has the right URL."""
    served = below("/api", missing) if missing else below("/api")
    report, server = checked(served)
    origin = server.url

    assert report.findings == ()
    assert report.exit_code == 1
    assert {o.unverified_reason for o in report.operations} == {WRONG}
    status = 405 if missing is refusal else 404
    assert report.notes[0] == (
        "clubs: the base path / is probably wrong, since 4 of 4 operations are answered as a path "
        f"that does not exist ({status}). {origin}/api/clubs is answered with 200: "
        f"check clubs={origin}/api."
    )


def test_where_it_is_found_is_not_guessed():
    """A prefix that no one would try is asked for."""
    report, server = checked(below("/some/where"))

    assert f"Give the right one in the URL: clubs={server.url}/BASE." in report.notes[0]


@pytest.mark.parametrize(
    "served",
    [
        answer,
        lambda seen: Reply(status=404, body={}) if seen.target.count("/") > 1 else answer(seen),
        lambda _: Reply(status=500, body={}),
        lambda _: Reply(status=401, body={}, headers={"WWW-Authenticate": "Key"}),
        lambda seen: (
            Reply(status=404, body={"error": "no club"})
            if seen.target.startswith("/clubs")
            else Reply(status=404, body={"detail": "Not Found"})
        ),
    ],
    ids=["healthy", "no resources", "broken", "locked", "other answers"],
)
def test_other_servers_are_not_suspected(served):
    """One operation that answers, other errors, or a 404 of its own."""
    report, _ = checked(served)

    assert not any(WRONG in note for note in report.notes)
    assert WRONG not in {o.unverified_reason for o in report.operations}
