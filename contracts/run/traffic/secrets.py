"""The secrets in traffic, which are replaced wherever a part of it is shown."""

from collections.abc import Iterator

from contracts.http.messages.exchange import Exchange
from contracts.http.messages.redaction import ALWAYS_SECRET, Redactor, Secret
from contracts.http.messages.secret_names import is_secret_name
from contracts.observations.observer import decoded_query
from contracts.run.recorded.secrets import redactor_of, unused

MAX_SECRETS = 300
"""Different secrets that are looked for in texts; later ones are hidden by their names only."""


class SecretKeeper:
    """The secrets of the exchanges so far."""

    def __init__(self, fields: frozenset[str] = frozenset()) -> None:
        """Begin without secrets.

        The fields are names of headers, parameters and cookies with credentials, in lower case.
        """
        self._fields = fields
        self._values: dict[str, Secret] = {}
        self._names: set[str] = set()
        self._redactor = Redactor(header_names=fields)

    def add(self, exchange: Exchange) -> None:
        """Take the secrets of an exchange."""
        names = self._fields | frozenset(_secret_names(exchange))
        found = redactor_of([exchange], names).secrets
        new = [each for each in found if each.value not in self._values]
        for secret in new[: MAX_SECRETS - len(self._values)]:
            name = unused(secret.name, self._names)
            self._names.add(name)
            self._values[secret.value] = Secret(name=name, value=secret.value)
            self._redactor = Redactor(
                secrets=tuple(self._values.values()), header_names=self._fields
            )

    def text(self, text: str) -> str:
        """Return a text without the secrets."""
        return self._redactor.text(text)


def _secret_names(exchange: Exchange) -> Iterator[str]:
    """Yield the names of headers and parameters that hold credentials, in lower case."""
    pairs = [*exchange.request.headers, *(decoded_query(exchange.request.query) or ())]
    for name, _ in pairs:
        if name.lower() in ALWAYS_SECRET or is_secret_name(name):
            yield name.lower()
