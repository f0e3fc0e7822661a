"""The archives of a run."""

import json
from types import SimpleNamespace

from contracts.http.archive.archiving import archived
from contracts.http.messages.redaction import Redactor, Secret
from tests.contracts.shop import exchange


def test_every_archive_of_a_run_has_what_was_sent(tmp_path):
    """Each file has every exchange, without the secrets that became known during the run."""
    paths = [tmp_path / "one.har", tmp_path / "two.har"]
    transport = SimpleNamespace(on_exchange=None)

    with archived(paths, transport) as archives:
        archives.hide(Redactor(secrets=(Secret(name="token", value="s3cret-value"),)))
        transport.on_exchange(0, exchange(number=1, note="with s3cret-value"))

    assert list(archives.notes(1)) == []
    assert "has 1 of the 3 requests" in next(archives.notes(3))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    assert [len(json.loads(text)["log"]["entries"]) for text in texts] == [1, 1]
    assert [text for text in texts if "s3cret-value" in text] == []
