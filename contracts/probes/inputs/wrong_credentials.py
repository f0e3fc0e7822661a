"""Wrong credentials that a careless server accepts, made from valid ones.

Those that still show the valid credential are as secret as it is.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from contracts.http.messages.redaction import Secret
from contracts.probes.inputs.raw_request import RawRequest

UNKNOWN_CREDENTIAL = "contracts-unknown-credential-zq7"
"""A credential that no client has."""

_SCHEMES = frozenset({"bearer", "basic", "token"})
_OTHER_SCHEME = "Basic bm9ib2R5Om5vYm9keQ=="
_SHORTEST = 6
"""Shorter credentials are not cut or extended: the result may be a valid one of another client."""


def without_credentials(base: RawRequest, credential_names: frozenset[str]) -> RawRequest:
    """Return the request without credentials."""
    headers = tuple(pair for pair in base.headers if pair[0].lower() not in credential_names)
    query = tuple(pair for pair in base.query if pair[0].lower() not in credential_names)
    return replace(base, headers=headers, query=query)


def altered(
    base: RawRequest, credential_names: frozenset[str], change: Callable[[str], str]
) -> RawRequest:
    """Return the request with every credential changed, but its scheme kept."""
    headers = tuple(
        (name, _altered(value, change) if name.lower() in credential_names else value)
        for name, value in base.headers
    )
    query = tuple(
        (name, change(value) if name.lower() in credential_names else value)
        for name, value in base.query
    )
    return replace(base, headers=headers, query=query)


def wrong_credentials(
    base: RawRequest, credential_names: frozenset[str]
) -> Iterator[tuple[str, RawRequest]]:
    """Yield the request with wrong credentials, each with a note on what is wrong."""
    for note, change in _CHANGES:
        raw = altered(base, credential_names, change)
        if raw != base:
            yield note, raw
    head = replace(altered(base, credential_names, lambda _: UNKNOWN_CREDENTIAL), method="HEAD")
    yield "HEAD with an unknown credential", head
    for name, value in base.headers:
        if name.lower() in credential_names:
            yield "an empty credential", base.with_header(name, "")
            scheme, space, _ = value.partition(" ")
            if space and scheme.lower() in _SCHEMES - {"basic"}:
                yield "another scheme", base.with_header(name, _OTHER_SCHEME)


def altered_secrets(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Yield secrets and the altered credentials that still show them; all must be redacted."""
    for secret in secrets:
        yield secret
        value = secret.value
        if len(value) < _SHORTEST:
            continue
        for text in sorted({change(value) for _, change in _REVEALING_CHANGES} - {value}):
            yield Secret(name=f"{secret.name}_ALTERED", value=text)


def _altered(value: str, change: Callable[[str], str]) -> str:
    scheme, space, rest = value.partition(" ")
    if space and scheme.lower() in _SCHEMES:
        return f"{scheme} {change(rest)}"
    return change(value)


def _last_changed(text: str) -> str:
    return f"{text[:-1]}{'y' if text[-1:] == 'x' else 'x'}" if len(text) >= _SHORTEST else text


_REVEALING_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("the credential with its case swapped", str.swapcase),
    ("the credential with another last letter", _last_changed),
    ("the credential cut short", lambda t: t[:-1] if len(t) >= _SHORTEST else t),
    ("half of the credential", lambda t: t[: len(t) // 2] if len(t) >= _SHORTEST else t),
    ("the credential with an additional letter", lambda t: f"{t}x" if len(t) >= _SHORTEST else t),
)
"""Changes whose result still shows the credential."""

_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("an unknown credential", lambda _: UNKNOWN_CREDENTIAL),
    ("a credential that is no token", lambda _: "' OR '1'='1"),
    *_REVEALING_CHANGES,
)
