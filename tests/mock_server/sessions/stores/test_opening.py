"""Promises of opening a store: a missing client is named with what installs it."""

import sys

import pytest
import trustme

from mock_server.errors import SettingsError
from mock_server.sessions.stores.opening import open_store


def test_a_missing_client_is_named(monkeypatch):
    """Without the extra, the message has the command that brings it."""
    for name in ("redis_store", "redis_clients"):
        monkeypatch.delitem(sys.modules, f"mock_server.sessions.stores.{name}", raising=False)
    monkeypatch.setitem(sys.modules, "redis.asyncio", None)

    with pytest.raises(SettingsError, match=r"specimen\[redis\]"):
        open_store("redis://localhost")


def test_a_url_is_checked_before_anything_is_connected():
    """A wrong URL ends the command at its start."""
    with pytest.raises(SettingsError, match="URL"):
        open_store("redis://")


@pytest.mark.parametrize("query", ["ca={}", "cert={}", "cert={0}&key={0}", "verify=no&ca={}"])
@pytest.mark.parametrize("content", [None, "", "no certificate"])
def test_a_file_that_cannot_be_used_is_refused_at_the_start(tmp_path, query, content):
    """A missing file, or one that is no PEM, is named with its option, not tried for ever."""
    path = tmp_path / "file.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")

    with pytest.raises(SettingsError) as refused:
        open_store(f"rediss://localhost?{query.format(path)}")

    option = "ca" if "ca=" in query else "cert"
    assert f"{option}={path}" in str(refused.value)


def test_files_that_can_be_used_are_accepted(tmp_path):
    """An authority and a certificate with its key pass the check of the start."""
    authority = trustme.CA()
    certificate = authority.issue_cert("localhost")
    ca, both = tmp_path / "ca.pem", tmp_path / "both.pem"
    authority.cert_pem.write_to_path(ca)
    certificate.private_key_and_cert_chain_pem.write_to_path(both)

    open_store(f"rediss://localhost?ca={ca}&cert={both}")
    open_store(f"rediss://localhost?ca={ca}&cert={both}&key={both}&verify=yes")
