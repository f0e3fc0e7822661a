"""Replaces secrets in all output.

A secret is replaced by the name of its variable (`$API_TOKEN`), so that a printed curl line runs in
a shell that has the variable. A name has one meaning: `$AUTHORIZATION` is the whole value of that
header, `$AUTHORIZATION_TOKEN` the token in it. Every report goes through this module.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache

from contracts.http.messages.derivation import MADE_UP, Derivation, scheme_and_token
from contracts.http.messages.exchange import Headers
from contracts.http.messages.masking import masked_pairs
from openapi.text.secret_names import is_credential_name
from openapi.text.spellings import Spellings

SHORTEST_IN_TEXT = 4
"""Shorter secrets are replaced only if they are the whole text, never inside a longer one."""

LONGEST_ESCAPE = 12  # characters of the longest escape of one character

PLACEHOLDER = re.compile(r"\$([A-Z][A-Z0-9_]*)")
"""What is shown in the place of a secret; its group is the name."""

HIDDEN_SUFFIX = "_HIDDEN"  # end of the name of a placeholder whose value is not kept

ALWAYS_SECRET = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A value that must never be shown."""

    name: str  # shown in its place, after a dollar sign
    value: str
    derivation: Derivation | None = None  # how it is made from another secret; None if it was given

    def __repr__(self) -> str:
        return f"Secret(name={self.name!r})"

    @property
    def placeholder(self) -> str:
        """What is shown instead."""
        return f"${self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Redactor:
    """Replaces secrets in texts and headers."""

    secrets: tuple[Secret, ...] = ()
    # Headers, in lower case, whose value is always a secret.
    header_names: frozenset[str] = frozenset()
    # Returns secrets that came up during the run.
    issued: Callable[[], tuple[Secret, ...]] = field(default=tuple, compare=False)

    @property
    def every(self) -> tuple[Secret, ...]:
        """All secrets so far."""
        issued = self.issued()
        return (*self.secrets, *issued) if issued else self.secrets

    @property
    def variables(self) -> frozenset[str]:
        """The names of all placeholders."""
        names = {hidden_name(name) for name in self.header_names | ALWAYS_SECRET}
        return frozenset(names | self.known)

    @property
    def known(self) -> frozenset[str]:
        """The names of the placeholders whose values are known."""
        return frozenset(secret.name for secret in self.every)

    @property
    def derivations(self) -> Mapping[str, Derivation]:
        """How the secrets that were not given are made from others, by name."""
        return {secret.name: secret.derivation for secret in self.every if secret.derivation}

    def text(self, text: str) -> str:
        """Return `text` without secrets, escaped ones included.

        A whole secret is replaced by its variable, a part of one by `[part-of-NAME]`.
        """
        secrets = self.every
        if not text or not secrets:
            return text
        alone, spellings = _compiled(secrets)
        # A longer text cannot be just a short secret.
        if len(text) <= SHORTEST_IN_TEXT * LONGEST_ESCAPE:
            index = alone.whole(text)
            if index >= 0:
                return secrets[index].placeholder
        return "".join(_pieces(text, spellings, secrets))

    def header(self, name: str, value: str) -> str:
        """Return the redacted value of a header.

        A value that is not known is hidden in a header that is always secret; its placeholder
        shows a replay that it was not kept.
        """
        if name.lower() not in self.header_names | ALWAYS_SECRET or not value:
            return self.text(value)
        if whole := self._exact(value):
            return whole
        if name.lower() == "cookie":
            return self._cookies(value) or f"${hidden_name(name)}"
        scheme, token = scheme_and_token(value)
        shown = self._exact(token) or f"${hidden_name(name)}"
        return f"{scheme} {shown}" if scheme else shown

    def _exact(self, value: str) -> str:
        """Return the placeholder of a whole value, or a made-up one itself; "" if not known."""
        if value in MADE_UP:
            return value
        return next((s.placeholder for s in self.every if s.value == value), "")

    def _cookies(self, value: str) -> str:
        """Return cookies with placeholders of their values; empty if one is not known."""
        pairs = [part.strip().partition("=") for part in value.split(";")]
        shown = [f"{name}={self._exact(held)}" for name, equals, held in pairs if equals]
        is_known = len(shown) == len(pairs) and not any(text.endswith("=") for text in shown)
        return "; ".join(shown) if is_known else ""

    def headers(self, headers: Headers) -> Headers:
        """Return redacted headers."""
        return tuple((self.text(name), self.header(name, value)) for name, value in headers)

    def answered(self, headers: Headers) -> Headers:
        """Return the redacted headers of an answer, without the server's own secrets."""
        names = {name.lower() for name, _ in headers if is_credential_name(name)}
        wider = replace(self, header_names=self.header_names | names) if names else self
        return tuple(
            (name, masked_pairs(value) if name.lower() == "location" else value)
            for name, value in wider.headers(headers)
        )


def _pieces(text: str, spellings: Spellings, secrets: tuple[Secret, ...]) -> Iterator[str]:
    last = 0
    for span in spellings.spans(text):
        secret = secrets[span.secret]
        yield text[last : span.start]
        yield secret.placeholder if span.is_whole else f"[part-of-{secret.name}]"
        last = span.end
    yield text[last:]


@lru_cache(maxsize=16)
def _compiled(secrets: tuple[Secret, ...]) -> tuple[Spellings, Spellings]:
    """Return the patterns of all secrets as whole texts, and of the long ones inside a text."""
    values = [secret.value for secret in secrets]
    long = [value if len(value) >= SHORTEST_IN_TEXT else "" for value in values]
    return Spellings(values), Spellings(long)


def variable_of(name: str) -> str:
    """Return the name of a shell variable for the value of a header."""
    return "".join(c if c.isalnum() else "_" for c in name.upper())


def hidden_name(name: str) -> str:
    """Return the name of the placeholder for a value of a header that is not kept."""
    return f"{variable_of(name)}{HIDDEN_SUFFIX}"
