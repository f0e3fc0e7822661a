"""The credentials in traffic, which no report may show."""

from collections.abc import Collection, Iterable, Iterator

from contracts.http.archive.bodies import is_redaction
from contracts.http.messages.exchange import Exchange
from contracts.http.messages.redaction import ALWAYS_SECRET, Redactor, Secret, variable_of
from contracts.observations.observer import decoded_query
from openapi.text.secret_names import is_secret_name

MAX_SECRETS = 100
"""Different secrets of a batch that are looked for in texts; headers are hidden in any case."""

MAX_KEPT = 300
"""Different secrets of all traffic that are; later ones are hidden by their names only."""

_COOKIE = "cookie"


def redactor_of(exchanges: Iterable[Exchange], fields: frozenset[str]) -> Redactor:
    """Return a redactor that hides the credentials of some exchanges.

    The fields are names of headers, parameters and cookies with credentials, in lower case.
    """
    values: dict[str, str] = {}
    for exchange in exchanges:
        for name, value in _secrets(exchange, fields | ALWAYS_SECRET):
            is_new = value and value not in values and not _is_hidden(value)
            if is_new and len(values) < MAX_SECRETS:
                values[value] = unused(variable_of(name), {*values.values()})
    secrets = tuple(Secret(name=name, value=value) for value, name in values.items())
    return Redactor(secrets=secrets, header_names=fields)


def _secrets(exchange: Exchange, fields: frozenset[str]) -> Iterator[tuple[str, str]]:
    request, response = exchange.request, exchange.response
    pairs = [*request.headers, *(response.headers if response else ())]
    for name, value in (*pairs, *(decoded_query(request.query) or ())):
        if name.lower() not in fields:
            continue
        if name.lower() in {_COOKIE, "set-cookie"}:
            for part in value.split(";")[: 50 if name.lower() == _COOKIE else 1]:
                cookie, _, held = part.strip().partition("=")
                yield cookie, held
            continue
        yield name, value
        _, space, token = value.partition(" ")
        if space:
            yield f"{name}_TOKEN", token.strip()


def _is_hidden(value: str) -> bool:
    """Whether the recorder has replaced a secret; a recording of a run has `$NAME` there."""
    return value.startswith("$") or is_redaction(value)


def unused(name: str, taken: Collection[str]) -> str:
    """Return a name that is not taken, with a number if it has to be."""
    number = 1
    while (numbered := name if number == 1 else f"{name}_{number}") in taken:
        number += 1
    return numbered


class SecretKeeper:
    """The secrets of the exchanges so far, which are replaced wherever a part of one is shown."""

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
        for secret in new[: MAX_KEPT - len(self._values)]:
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
