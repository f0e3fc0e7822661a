"""Replaces secrets in all output.

A secret is replaced by the name of its variable (`$API_TOKEN`), so that a printed curl line runs in
a shell that has the variable. Every report goes through this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from contracts.http.messages.exchange import Headers
from openapi.text.spellings import Spellings

SHORTEST_IN_TEXT = 4
"""Shorter secrets are replaced only if they are the whole text, never inside a longer one."""

LONGEST_ESCAPE = 12
"""Characters of the longest escape of one character."""

ALWAYS_SECRET = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A value that must never be shown.

    Attributes:
        name: Shown in its place, after a dollar sign.
    """

    name: str
    value: str

    def __repr__(self) -> str:
        return f"Secret(name={self.name!r})"

    @property
    def placeholder(self) -> str:
        """What is shown instead."""
        return f"${self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactor:
    """Replaces secrets in texts and headers.

    Attributes:
        header_names: Headers, in lower case, whose value is always a secret.
    """

    secrets: tuple[Secret, ...] = ()
    header_names: frozenset[str] = frozenset()

    @property
    def variables(self) -> frozenset[str]:
        """The names of all placeholders."""
        names = {variable_of(name) for name in self.header_names | ALWAYS_SECRET}
        return frozenset(names | {secret.name for secret in self.secrets})

    def text(self, text: str) -> str:
        """Return `text` without secrets, escaped ones included.

        A whole secret is replaced by its variable, a part of one by `[part-of-NAME]`.
        """
        if not text or not self.secrets:
            return text
        alone, spellings = _compiled(self.secrets)
        # A longer text cannot be just a short secret.
        if len(text) <= SHORTEST_IN_TEXT * LONGEST_ESCAPE:
            index = alone.whole(text)
            if index >= 0:
                return self.secrets[index].placeholder
        return "".join(self._pieces(text, spellings))

    def _pieces(self, text: str, spellings: Spellings) -> Iterator[str]:
        last = 0
        for span in spellings.spans(text):
            secret = self.secrets[span.secret]
            yield text[last : span.start]
            yield secret.placeholder if span.is_whole else f"[part-of-{secret.name}]"
            last = span.end
        yield text[last:]

    def header(self, name: str, value: str) -> str:
        """Return the redacted value of a header."""
        if name.lower() not in self.header_names | ALWAYS_SECRET or not value:
            return self.text(value)
        scheme, space, rest = value.partition(" ")
        kept = f"{scheme} " if space and scheme.lower() in {"bearer", "basic"} else ""
        held = rest if kept else value
        owner = next((s for s in self.secrets if s.value in {held, value}), None)
        if owner is not None and owner.value == value:
            return owner.placeholder
        return f"{kept}{owner.placeholder if owner else f'${variable_of(name)}'}"

    def headers(self, headers: Headers) -> Headers:
        """Return redacted headers."""
        return tuple((self.text(name), self.header(name, value)) for name, value in headers)


@lru_cache(maxsize=16)
def _compiled(secrets: tuple[Secret, ...]) -> tuple[Spellings, Spellings]:
    """Return the patterns of all secrets as whole texts, and of the long ones inside a text."""
    values = [secret.value for secret in secrets]
    long = [value if len(value) >= SHORTEST_IN_TEXT else "" for value in values]
    return Spellings(values), Spellings(long)


def variable_of(name: str) -> str:
    """Return the name of a shell variable for the value of a header."""
    return "".join(c if c.isalnum() else "_" for c in name.upper())
