"""Keeps secrets out of whatever people or files get to see.

Values are replaced by the name of what holds them (`$API_TOKEN`), so that a printed curl line
still runs in a shell that has the variable. Every report goes through this module.
"""

import json
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from contracts.http.messages.exchange import Headers

SHORTEST_IN_TEXT = 4
"""Shorter secrets are replaced where they stand alone, never inside running text."""

ALWAYS_SECRET = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A value that must never be shown.

    Attributes:
        name: What to show in its place, without the dollar sign.
        value: The value itself.
    """

    name: str
    value: str

    def __repr__(self) -> str:
        return f"Secret(name={self.name!r})"

    @property
    def placeholder(self) -> str:
        """What is shown instead."""
        return f"${self.name}"

    def spellings(self) -> tuple[str, ...]:
        """Return the value as it may come back: plain, in a URL, in JSON, in base64."""
        forms = (
            self.value,
            json.dumps(self.value)[1:-1],
            json.dumps(self.value, ensure_ascii=False)[1:-1],
            quote(self.value),
            quote(self.value, safe=""),
            quote_plus(self.value),
            b64encode(self.value.encode()).decode(),
        )
        return tuple(sorted(set(forms), key=len, reverse=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactor:
    """Replaces secrets in texts and headers.

    Attributes:
        secrets: What must not be shown.
        header_names: Headers whose value is a secret whatever it is, in lower case.
    """

    secrets: tuple[Secret, ...] = ()
    header_names: frozenset[str] = frozenset()

    @property
    def variables(self) -> frozenset[str]:
        """The names that may stand in place of a secret."""
        names = {_variable(name) for name in self.header_names | ALWAYS_SECRET}
        return frozenset(names | {secret.name for secret in self.secrets})

    def text(self, text: str) -> str:
        """Return `text` without secrets."""
        for secret in sorted(self.secrets, key=lambda secret: len(secret.value), reverse=True):
            if text == secret.value:
                return secret.placeholder
            if len(secret.value) < SHORTEST_IN_TEXT:
                continue
            for spelling in secret.spellings():
                text = text.replace(spelling, secret.placeholder)
        return text

    def header(self, name: str, value: str) -> str:
        """Return a header's value as it may be shown."""
        if name.lower() not in self.header_names | ALWAYS_SECRET or not value:
            return self.text(value)
        scheme, space, rest = value.partition(" ")
        kept = f"{scheme} " if space and scheme.lower() in {"bearer", "basic"} else ""
        held = rest if kept else value
        owner = next((s for s in self.secrets if s.value in {held, value}), None)
        if owner is not None and owner.value == value:
            return owner.placeholder
        return f"{kept}{owner.placeholder if owner else f'${_variable(name)}'}"

    def headers(self, headers: Headers) -> Headers:
        """Return headers as they may be shown."""
        return tuple((name, self.header(name, value)) for name, value in headers)


def _variable(name: str) -> str:
    """Return a header's name as the name of an environment variable."""
    return "".join(c if c.isalnum() else "_" for c in name.upper())
