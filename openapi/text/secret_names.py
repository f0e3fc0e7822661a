"""Names whose values are kept out of everything that is written, by either command.

They are names of headers, parameters, members of bodies and fields of forms.
"""

import re
from functools import lru_cache

_SECRET = re.compile(
    r"(?:pass(?:word|wd|phrase|code)?|pwd)(?:_?(?:hash|digest|salt))?|secret|token|code_verifier"
    r"|api_?key|access_?key|private_?key|auth(?:orization)?|credentials?|session(?:_?id)?|cookie"
    r"|jwt|otp|pin|cvc|cvv|iban|ssn|signature|csrf|xsrf"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_PAGES = re.compile(r"page|next|prev|continuation|cursor")
_SENT = frozenset({"key", "sig"})
_LONGEST = 200


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


def is_sent_credential_name(name: str) -> bool:
    """Whether a value with this name in a request may be a credential.

    In answers the names that are added are often those of ordinary values.

    >>> [is_sent_credential_name(name) for name in ("key", "sig", "access_token", "next_token")]
    [True, True, True, False]
    """
    return name.lower() in _SENT or is_credential_name(name)
