"""A certificate for HTTPS that is made for one run of the server (`--tls`).

The only module that imports trustme, which comes with the extra `tls`. A private authority signs
the certificate; its key is never written and signs nothing else.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mock_server.errors import SettingsError
from mock_server.settings import Settings
from openapi.process.imports import install_line, is_installed

VALIDITY = timedelta(days=90)
"""A run is shorter; some clients refuse certificates that are valid for years."""

_MARGIN = timedelta(days=1)
"""The clocks of clients may be behind."""

NAMES = ("localhost", "127.0.0.1", "::1")
"""Names and addresses of this machine, for which every such certificate is valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCertificate:
    """A certificate that was made, in files that exist while the server runs."""

    chain: Path  # PEM file with the key and the certificate; only its owner can read it
    authority: Path  # PEM file with the certificate that clients have to trust; no secret
    fingerprint: str  # SHA-256 of the server's certificate, as browsers show it

    def lines(self) -> tuple[str, ...]:
        """Return what a user has to know to trust it."""
        return (
            "TLS       certificate made for this run, for localhost, 127.0.0.1, ::1 and the host",
            f"          SHA-256 {self.fingerprint}",
            f"Trust     export CURL_CA_BUNDLE={self.authority}",
            f"          export NODE_EXTRA_CA_CERTS={self.authority}",
            "          browser: compare the fingerprint, then accept the warning",
        )


@contextmanager
def certified(settings: Settings, now: float) -> Iterator[tuple[Settings, MadeCertificate | None]]:
    """Yield settings with a certificate, made if they ask for one; its files are removed later.

    `now` is in seconds since 1970.

    Raises:
        SettingsError: A certificate is given as well, or none can be made.
    """
    if not settings.has_made_certificate:
        yield settings, None
        return
    if settings.tls_certificate or settings.tls_key:
        raise SettingsError(
            "a certificate is given, and another one is to be made",
            hint="leave out --tls, or --tls-cert and --tls-key",
        )
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - few servers need it

    with TemporaryDirectory(prefix="specimen-tls-") as folder:
        made = make_certificate(settings.host, datetime.fromtimestamp(now, UTC), Path(folder))
        yield replace(settings, tls_certificate=made.chain, tls_key=None), made


def make_certificate(host: str, now: datetime, folder: Path) -> MadeCertificate:
    """Make a certificate for this machine and a host, and write it to a private folder.

    Raises:
        SettingsError: trustme is not installed, or the host cannot be in a certificate.
    """
    if not is_installed("trustme"):
        raise SettingsError(
            "no certificate can be made: trustme is not installed",
            hint=f"install it with: {install_line('tls')}, or give --tls-cert and --tls-key",
        )
    # Imported when it is needed: it takes long, and few servers need it.
    from hashlib import sha256  # noqa: PLC0415

    import trustme  # noqa: PLC0415

    authority = trustme.CA(organization_name="Specimen mock server")
    try:
        leaf = authority.issue_cert(
            *dict.fromkeys((*NAMES, host)),
            not_before=now - _MARGIN,
            not_after=now + VALIDITY,
        )
    except ValueError as error:
        raise SettingsError(
            "no certificate can be made for this host",
            found=f"{host}: {error}",
            hint="give another --host, or --tls-cert and --tls-key",
        ) from error
    chain, root = folder / "server.pem", folder / "authority.pem"
    chain.touch(mode=0o600)
    leaf.private_key_and_cert_chain_pem.write_to_path(str(chain), append=True)
    authority.cert_pem.write_to_path(str(root))
    der = ssl.PEM_cert_to_DER_cert(leaf.cert_chain_pems[0].bytes().decode("ascii"))
    return MadeCertificate(
        chain=chain, authority=root, fingerprint=sha256(der).digest().hex(":").upper()
    )
