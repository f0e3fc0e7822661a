"""Wrong credentials that a careless server accepts, made from valid ones.

Those that still show the valid credential are as secret as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import quote, unquote

from contracts.http.messages.derivation import (
    CHANGES,
    INJECTED_CREDENTIAL,
    MADE_UP,
    OTHER_SCHEME,
    UNKNOWN_CREDENTIAL,
    Derivation,
    derive,
    scheme_and_token,
    with_cookies,
)
from contracts.http.messages.redaction import SHORTEST_IN_TEXT, Secret
from contracts.probes.inputs.raw_request import RawRequest

_SHORTEST = 6
"""Shorter credentials are not cut or extended: the result may be a valid one of another client."""


def without_credentials(base: RawRequest, credential_names: frozenset[str]) -> RawRequest:
    """Return the request without credentials."""
    headers = tuple(pair for pair in base.headers if pair[0].lower() not in credential_names)
    query = tuple(pair for pair in base.query if not is_credential(pair[0], credential_names))
    return replace(base, headers=headers, query=query)


def altered(
    base: RawRequest, credential_names: frozenset[str], change: Callable[[str], str]
) -> RawRequest:
    """Return the request with every credential changed, but its scheme or cookie's name kept."""
    headers = tuple(
        (name, _altered(name, value, change) if name.lower() in credential_names else value)
        for name, value in base.headers
    )
    query = tuple(
        (
            name,
            quote(change(unquote(raw)), safe="") if is_credential(name, credential_names) else raw,
        )
        for name, raw in base.query
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
            scheme, _ = scheme_and_token(value)
            if scheme and scheme.lower() != "basic":
                yield "another scheme", base.with_header(name, OTHER_SCHEME)


def altered_secrets(secrets: Iterable[Secret]) -> Iterator[Secret]:
    """Yield secrets and the altered credentials that still show them; all must be redacted."""
    every = tuple(secrets)
    # The token of such a header is altered, never its scheme.
    wholes = {s.derivation.source for s in every if s.derivation and s.derivation.how == "token"}
    logins = frozenset(_logins(every))
    for secret in every:
        yield secret
        value = secret.value
        if len(value) <= SHORTEST_IN_TEXT or secret.name in wholes:
            continue
        for how in CHANGES:
            text = derive(how, value)
            if text != value:
                name = f"{secret.name}_{how.upper().replace('-', '_')}"
                made = Derivation(source=secret.name, how=how)
                yield Secret(name=name, value=text, derivation=made)
                if secret.name in logins:
                    encoded = Derivation(source=name, how="base64")
                    sent = derive("base64", text)
                    yield Secret(name=f"{name}_BASE64", value=sent, derivation=encoded)


def _logins(secrets: Iterable[Secret]) -> Iterator[str]:
    """Yield the names of the secrets that are a user and a password, encoded when sent."""
    for secret in secrets:
        if secret.derivation and secret.derivation.how == "base64":
            yield secret.derivation.source
        elif secret.derivation and secret.derivation.how == "decoded":
            yield secret.name


def is_credential(raw_name: str, credential_names: frozenset[str]) -> bool:
    """Whether a raw name of a query is one of these lower-case names of credentials."""
    return unquote(raw_name).lower() in credential_names


def _altered(name: str, value: str, change: Callable[[str], str]) -> str:
    if name.lower() == "cookie":
        return with_cookies(value, lambda _, held: change(held))
    scheme, token = scheme_and_token(value)
    altered_token = _altered_login(token, change) if scheme.lower() == "basic" else change(token)
    return f"{scheme} {altered_token}" if scheme else altered_token


def _altered_login(token: str, change: Callable[[str], str]) -> str:
    """Return a token of Basic (RFC 7617, 2) with a changed password, encoded again.

    Decoders ignore what is behind the padding, and some the last bits: another text may be the
    same login. A made-up credential is sent as it is.
    """
    pair = derive("decoded", token)
    password = derive("password", pair)
    if not password:
        return change(token)
    changed = change(password)
    if changed == password or changed in MADE_UP:
        return token if changed == password else changed
    return derive("base64", change(pair))


def _changed(how: str, text: str) -> str:
    return derive(how, text) if how == "swapped" or len(text) >= _SHORTEST else text


_NOTES: Mapping[str, str] = {
    "swapped": "the credential with its case swapped",
    "other-end": "the credential with another last letter",
    "cut": "the credential cut short",
    "half": "half of the credential",
    "longer": "the credential with an additional letter",
}

_CHANGES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("an unknown credential", lambda _: UNKNOWN_CREDENTIAL),
    ("a credential that is no token", lambda _: INJECTED_CREDENTIAL),
    *((_NOTES[how], partial(_changed, how)) for how in CHANGES),
)
