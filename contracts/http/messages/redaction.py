"""Keeps secrets out of whatever people or files get to see.

Values are replaced by the name of what holds them (`$API_TOKEN`), so that a printed curl line
still runs in a shell that has the variable. Every report goes through this module.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from contracts.http.messages.exchange import Headers
from openapi.text.spellings import Spellings

SHORTEST_IN_TEXT = 4
"""Shorter secrets are replaced where they stand alone, never inside running text."""

LONGEST_ESCAPE = 12
"""Characters that may spell one."""

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
        names = {variable_of(name) for name in self.header_names | ALWAYS_SECRET}
        return frozenset(names | {secret.name for secret in self.secrets})

    def text(self, text: str) -> str:
        """Return `text` without secrets, in whatever spelling it has them.

        A whole secret is replaced by its variable, a piece of one by `[part-of-NAME]`.
        """
        if not text or not self.secrets:
            return text
        alone, spellings = _compiled(self.secrets)
        # Only a text as short as a short secret can be nothing but that.
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
        """Return a header's value as it may be shown."""
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
        """Return headers as they may be shown."""
        return tuple((self.text(name), self.header(name, value)) for name, value in headers)


@lru_cache(maxsize=16)
def _compiled(secrets: tuple[Secret, ...]) -> tuple[Spellings, Spellings]:
    """Return what finds each secret alone, and what finds them inside a text."""
    values = [secret.value for secret in secrets]
    long = [value if len(value) >= SHORTEST_IN_TEXT else "" for value in values]
    return Spellings(values), Spellings(long)


def variable_of(name: str) -> str:
    """Return a header's name as the name of an environment variable."""
    return "".join(c if c.isalnum() else "_" for c in name.upper())
