"""Tests of a base path that is probably wrong."""

import html
import json
from dataclasses import replace

import pytest

from contracts.reports.text import render
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


def problem(seen):
    """Return the problem of a path that is not served, with a hint for some paths."""
    body = {"type": "urn:no-path", "detail": f"no {seen.target}"}
    hint = {} if "zq7" in seen.target else {"nearest": "/api/clubs"}
    headers = {"Content-Type": "application/problem+json"}
    return Reply(status=404, body=body | hint, headers=headers)


def test_a_problem_is_known_by_its_type(tmp_path):
    """A hint beside it, as the mock gives, does not make it another answer (RFC 9457, 3.1.1)."""
    report, _ = checked(below("/api", problem), **document(tmp_path))

    assert report.findings == ()
    assert {o.unverified_reason for o in report.operations} == {WRONG}


def document(tmp_path, path="/clubs", missing=None):
    """Return the document of an API with one operation, and perhaps the schema of its 404."""
    responses = {"200": {"description": "d", "content": {"application/json": {"schema": {}}}}}
    if missing:
        content = {"application/json": {"schema": missing}}
        responses["404"] = {"description": "d", "content": content}
    club = {"name": "club", "in": "path", "required": True, "schema": {"type": "string"}}
    get = {"operationId": "read", "responses": responses}
    if "{" in path:
        get["parameters"] = [{**club, "example": "red"}]
    spec = tmp_path / "one.json"
    about = {"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "x-api": "clubs"}
    spec.write_text(json.dumps(about | {"paths": {path: {"get": get}}}))
    return {"specs": (spec,)}


PATHS = ("/clubs", "/clubs/{club}")
PROBLEM = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}


@pytest.mark.parametrize("missing", [None, page])
@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("documented", [None, PROBLEM])
def test_a_wrong_base_path_is_suspected_of_the_only_operation(tmp_path, path, missing, documented):
    """One operation is enough: nothing is accused, and the note has the right URL."""
    served = below("/api", missing) if missing else below("/api")
    report, server = checked(served, **document(tmp_path, path, documented))

    assert report.findings == ()
    assert {o.unverified_reason for o in report.operations} == {WRONG}
    assert "since its operation is answered as a path that does not exist" in report.notes[0]
    assert report.right_urls == {"clubs": f"{server.url}/api"}


def methods(seen):
    """Return a 404 for every club, though a known path has its methods."""
    if seen.method == "OPTIONS" and seen.target.startswith("/clubs"):
        return Reply(status=405, headers={"Allow": "GET"})
    return Reply(status=404, body={"detail": "Not Found"})


def apart(seen):
    """Return a 404 of its own for each club, with the members of any other."""
    detail = "No such club" if seen.target.startswith("/clubs/") else "Not Found"
    return Reply(status=404, body={"detail": detail})


def as_documented(_seen):
    """Return the documented 404 for every path."""
    return Reply(status=404, body={"error": "nothing here"})


@pytest.mark.parametrize(
    ("path", "served", "documented"),
    [
        (PATHS[0], methods, None),
        (PATHS[1], methods, None),
        (PATHS[1], apart, None),
        (PATHS[0], as_documented, PROBLEM),
        (PATHS[1], as_documented, PROBLEM),
    ],
)
def test_a_missing_resource_is_no_wrong_base_path(tmp_path, path, served, documented):
    """The server knows the methods of the path, says something of its own, or the documented."""
    report, _ = checked(served, **document(tmp_path, path, documented))

    assert report.right_urls == {}
    assert WRONG not in {o.unverified_reason for o in report.operations}
    assert report.exit_code == 1


def test_the_note_on_a_wrong_base_path_is_whole_and_the_next_command_is_right():
    """Who reads the report need not type `--verbose` to learn the right URL."""
    report, server = checked(below("/api"))
    text = render(report)

    assert f"check clubs={server.url}/api." in " ".join(text.split())
    assert text.splitlines()[-1].startswith(f"next: contracts check clubs={server.url}/api --")


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
