"""The certificate of `--tls`."""

import ssl
import stat
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import pytest

from mock_server import MockServer, Settings
from mock_server.errors import SettingsError
from mock_server.server import made_certificate
from mock_server.server.made_certificate import certified, make_certificate

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def decoded(path):
    """Return the certificate in a PEM file as Python shows it."""
    return ssl._ssl._test_decode_cert(str(path))  # noqa: SLF001 - the only decoder of the library


def test_certificate_is_valid_for_this_machine_and_the_host(tmp_path):
    """Every name that a client may use for the mock is in it, for ninety days."""
    made = make_certificate("mock.example", NOON, tmp_path)
    certificate = decoded(made.chain)

    assert set(certificate["subjectAltName"]) == {
        ("DNS", "localhost"),
        ("DNS", "mock.example"),
        ("IP Address", "127.0.0.1"),
        ("IP Address", "0:0:0:0:0:0:0:1"),
    }
    assert certificate["notBefore"] == "Nov 20 12:00:00 2026 GMT"
    assert certificate["notAfter"] == "Feb 19 12:00:00 2027 GMT"


def test_key_is_readable_by_its_owner_alone_and_gone_afterwards():
    """The key is in a private file of a private folder, which is removed with the server."""
    with certified(Settings(has_made_certificate=True), NOON.timestamp()) as (settings, made):
        chain = settings.tls_certificate
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (chain, chain.parent)]
        text = made.authority.read_text()

    assert modes == [0o600, 0o700]
    assert "PRIVATE KEY" not in text
    assert not chain.parent.exists()


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_client_that_trusts_the_authority_is_served(host):
    """HTTPS works with verification, and the fingerprint is that of the served certificate."""
    with MockServer(Settings(port=0, host=host, has_made_certificate=True)) as server:
        trust = ssl.create_default_context(cafile=str(server.authority))
        url = f"{server.url}/subscriptions/imports"
        with urlopen(url, timeout=60, context=trust) as answer:  # noqa: S310 - our own
            status = answer.status
        address = (host, server.settings.port)
        der = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(address))
        [line] = [each for each in server._made.lines() if "SHA-256" in each]  # noqa: SLF001

    assert server.url.startswith(f"https://{host}:")
    assert status == 200
    assert line.split()[-1] == sha256(der).digest().hex(":").upper()


def test_server_can_be_started_again():
    """Each run has a certificate of its own."""
    server = MockServer(Settings(port=0, has_made_certificate=True))
    with server:
        first = server.authority
    with server:
        assert server.authority != first


def test_two_certificates_are_refused():
    """`--tls` beside `--tls-cert` is a contradiction."""
    settings = Settings(port=0, has_made_certificate=True, tls_certificate=Path("cert.pem"))
    with pytest.raises(SettingsError, match="a certificate is given"):
        MockServer(settings).start()


def test_host_that_no_certificate_can_have_is_named(tmp_path):
    """A host that is no name of the DNS gives a message, not a traceback."""
    with pytest.raises(SettingsError) as caught:
        make_certificate("ä" * 80, NOON, tmp_path)

    assert "no certificate can be made for this host" in str(caught.value)


def test_missing_library_is_named_with_its_extra(tmp_path, monkeypatch):
    """Without trustme, the message has the line that installs it."""
    monkeypatch.setattr(made_certificate, "is_installed", lambda _: False)
    with pytest.raises(SettingsError) as caught:
        make_certificate("localhost", NOON, tmp_path)

    assert "pip install 'specimen[tls]'" in str(caught.value)


def test_settings_without_the_option_stay_as_they_are():
    """Nothing is made unless it is asked for."""
    settings = replace(Settings(), port=0)
    with certified(settings, 0.0) as (same, made):
        assert (same, made) == (settings, None)
