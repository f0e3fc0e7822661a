"""Names of members and parameters whose values are kept out of everything that is written."""

import re
from functools import lru_cache

_SECRET = re.compile(
    r"pass(?:word|wd|phrase|code)?|secret|token|api_?key|access_?key|private_?key|auth(?:orization)?"
    r"|credentials?|session(?:_?id)?|cookie|jwt|otp|pin|cvc|cvv|iban|ssn|signature|csrf|xsrf"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_PAGES = re.compile(r"page|next|prev|continuation|cursor")
_LONGEST = 200
_PLACEHOLDER = re.compile(r'"\$[A-Z][A-Z0-9_]*"')  # a known secret, which is replaced already
_NAME = re.compile(r'"([^"\\]{1,200}+)"\s*+:')
_MEMBER = re.compile(r'"([^"\\]{1,200}+)"(\s*+:\s*+)("(?:[^"\\]++|\\.)*+"?|-?[0-9.]++)', re.DOTALL)

REDACTED = "[REDACTED]"  # what is shown in the place of a value that may be a secret


@lru_cache(maxsize=8192)
def is_secret_name(name: str) -> bool:
    """Whether a value with this name may be a secret.

    >>> [is_secret_name(name) for name in ("accessToken", "X-Api-Key", "tokens_used", "author")]
    [True, True, False, False]
    """
    words = _SEPARATORS.sub("_", _CAPITAL.sub("_", name[:_LONGEST])).strip("_").lower()
    parts = words.split("_")
    ends = {"_".join(parts[place:]) for place in range(len(parts))}
    return any(_SECRET.fullmatch(end) for end in ends)


def is_credential_name(name: str) -> bool:
    """Whether a value with this name may be a credential, rather than the token of a page.

    >>> [is_credential_name(name) for name in ("access_token", "nextPageToken")]
    [True, False]
    """
    small = name.lower()
    is_of_page = _PAGES.search(small) or small.startswith("access-control-")
    return not is_of_page and is_secret_name(name)


def masked(text: str) -> str:
    """Return the text of a JSON body, or its beginning, without the values of secret members.

    >>> masked('{"user": "ada", "password": "s3cret", "n": 1}')
    '{"user": "ada", "password": "[REDACTED]", "n": 1}'
    """
    if not any(map(is_credential_name, {*_NAME.findall(text)})):
        return text  # as most bodies are

    def hidden(match: re.Match[str]) -> str:
        is_shown = not is_credential_name(match[1]) or _PLACEHOLDER.fullmatch(match[3])
        return match[0] if is_shown else f'"{match[1]}"{match[2]}"{REDACTED}"'

    return _MEMBER.sub(hidden, text)
