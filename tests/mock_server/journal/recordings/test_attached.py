"""Tests of recordings whose bodies are in files beside them."""

import json

from mock_server.journal.recordings.attached import MAX_BYTES
from mock_server.journal.recordings.recording import load_recording


def recorded(name):
    """Return an entry whose body is in a file."""
    content = {"mimeType": "application/json", "size": 9, "_file": name}
    return {
        "request": {"method": "GET", "url": "http://127.0.0.1:1/a", "headers": []},
        "response": {"status": 200, "headers": [], "content": content},
    }


def test_bodies_beside_a_recording_are_played_and_nothing_else(tmp_path):
    """No entry names a file of another folder, by a path or by a link."""
    folder = tmp_path / "har"
    folder.mkdir()
    (tmp_path / "secret.json").write_text("secret", encoding="utf-8")
    (folder / "body.json").write_text('{"id": 7}', encoding="utf-8")
    (folder / "long.json").write_bytes(bytes(MAX_BYTES + 1))
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    names = ["body.json", "missing.json", "../secret.json", "link.json", "long.json", 7, None]
    log = {"log": {"entries": [recorded(name) for name in names]}}
    path = folder / "a.har"
    path.write_text(json.dumps(log), encoding="utf-8")

    recording = load_recording(path, 1_000_000)

    assert [each.body for each in recording.answers] == [b'{"id": 7}']
    assert sum(recording.left_out.values()) == len(names) - 1
