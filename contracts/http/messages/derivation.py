"""How a text that is sent is made from a secret: cut short, with its case swapped, encoded.

A report or a witness shows such a text as `$NAME_CUT`. It writes down which secret the text was
made from and how, so that a replay and a curl line make it again, from the secret of that day.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from string import ascii_lowercase, ascii_uppercase

SCHEMES = frozenset({"basic", "bearer", "token"})
"""Authentication schemes, in lower case, whose header is a scheme, a space and one token."""

UNKNOWN_CREDENTIAL = "contracts-unknown-credential-zq7"  # a credential that no client has
INJECTED_CREDENTIAL = "' OR '1'='1"  # a credential that is no token (RFC 9110, 11.2)
OTHER_SCHEME = "Basic bm9ib2R5Om5vYm9keQ=="  # a header of another scheme than the documented one

MADE_UP = frozenset({UNKNOWN_CREDENTIAL, INJECTED_CREDENTIAL, OTHER_SCHEME})
"""Credentials of this tool's own; they are no secrets, and are shown as they are."""

_COOKIE = re.compile(r"cookie-([1-9][0-9]?)")
_SWAP = str.maketrans(ascii_lowercase + ascii_uppercase, ascii_uppercase + ascii_lowercase)


def scheme_and_token(value: str) -> tuple[str, str]:
    """Return the scheme of a header's value and what is behind it; no scheme if none is known.

    >>> scheme_and_token("Bearer abc"), scheme_and_token("abc def")
    (('Bearer', 'abc'), ('', 'abc def'))
    """
    scheme, space, rest = value.partition(" ")
    return (scheme, rest) if space and scheme.lower() in SCHEMES else ("", value)


def with_cookies(value: str, change: Callable[[str, str], str]) -> str:
    """Return the value of a Cookie header in which `change` makes values of names and values."""
    pairs = (part.strip().partition("=") for part in value.split(";"))
    return "; ".join(f"{name}{equals}{change(name, held)}" for name, equals, held in pairs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """From which secret a text is made, and how."""

    source: str  # the name of the secret; it may be made from another one itself
    how: str  # a key of `CHANGES` or `PARTS`, or `cookie-N` for the value of the Nth cookie


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """One way to make a text from another."""

    make: Callable[[str], str]  # returns the text
    # An expression for inside double quotes, with `{0}` for the name of the variable.
    expression: str


def _last_changed(text: str) -> str:
    return f"{text[:-1]}{'y' if text[-1:] == 'x' else 'x'}"


def _decoded(text: str) -> str:
    return b64decode(text.strip(), validate=True).decode()


CHANGES: Mapping[str, _Way] = {
    "swapped": _Way(
        make=lambda text: text.translate(_SWAP),
        expression='$(printf %s "${0}" | tr A-Za-z a-zA-Z)',
    ),
    "other-end": _Way(
        make=_last_changed,
        expression='${{{0}%?}}$(case "${0}" in *x) echo y;; *) echo x;; esac)',
    ),
    "cut": _Way(make=lambda text: text[:-1], expression="${{{0}%?}}"),
    "half": _Way(
        make=lambda text: text[: len(text) // 2],
        expression='$(printf %s "${0}" | cut -c "1-$((${{#{0}}} / 2))")',
    ),
    "longer": _Way(make=lambda text: f"{text}x", expression="${{{0}}}x"),
}
"""Changes that make a wrong credential, whose result still shows the right one."""

PARTS: Mapping[str, _Way] = {
    "token": _Way(make=lambda text: text.partition(" ")[2], expression="${{{0}#* }}"),
    "base64": _Way(
        make=lambda text: b64encode(text.encode()).decode(),
        expression='$(printf %s "${0}" | base64 | tr -d "\\n")',
    ),
    "decoded": _Way(make=_decoded, expression='$(printf %s "${0}" | base64 -d)'),
    "password": _Way(make=lambda text: text.partition(":")[2], expression="${{{0}#*:}}"),
}
"""Parts and forms of a credential, each as secret as the whole."""


def is_known_way(how: str) -> bool:
    """Whether `how` names a way to make a text from a secret."""
    return how in CHANGES or how in PARTS or _COOKIE.fullmatch(how) is not None


def derive(how: str, text: str) -> str:
    """Return the text that is made from another; empty if it cannot be made.

    `how` is that of a `Derivation`.
    """
    try:
        return _way(how).make(text)
    except ValueError:  # no Base64, or no UTF-8 in it
        return ""


def shell_word(name: str, derivations: Mapping[str, Derivation]) -> str:
    """Return the text called `name` as an expression for inside the double quotes of a shell.

    A name without a derivation is a variable of the shell.
    """
    made = derivations.get(name)
    if made is None:
        return f"${name}"
    shell = _way(made.how).expression
    if made.source not in derivations:
        return shell.format(made.source)
    rest = {key: value for key, value in derivations.items() if key != name}
    return f'$(v="{shell_word(made.source, rest)}"; printf %s "{shell.format("v")}")'


def _way(how: str) -> _Way:
    if match := _COOKIE.fullmatch(how):
        number = int(match[1])
        return _Way(
            make=lambda text: _cookie_value(text, number),
            expression=f'$(printf %s "${{0}}" | cut -d ";" -f {number} | cut -d = -f 2-)',
        )
    return CHANGES.get(how) or PARTS[how]


def _cookie_value(text: str, number: int) -> str:
    pairs = text.split(";")
    return pairs[number - 1].partition("=")[2].strip() if number <= len(pairs) else ""
