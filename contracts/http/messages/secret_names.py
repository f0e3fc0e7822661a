"""Names of members and parameters whose values are kept out of everything that is written."""

import re
from functools import lru_cache

_SECRET = re.compile(
    r"pass(?:word|wd|phrase|code)?(?:_?(?:hash|digest|salt))?|secret|token|api_?key|access_?key|private_?key|auth(?:orization)?"
    r"|credentials?|session(?:_?id)?|cookie|jwt|otp|pin|cvc|cvv|iban|ssn|signature|csrf|xsrf"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[^A-Za-z0-9]+")
_PAGES = re.compile(r"page|next|prev|continuation|cursor")
_LONGEST = 200
_PLACEHOLDER = re.compile(r'"\$[A-Z][A-Z0-9_]*"')  # a known secret, which is replaced already
_PAIR = re.compile(r"(?:^|(?<=[?&#]))([^=&#?]{1,200}+)=[^&#]++")
_NAME = re.compile(r'"([^"\\]{1,200}+)"\s*+:')
_MEMBER = re.compile(r'"([^"\\]{1,200}+)"(\s*+:\s*+)("(?:[^"\\]++|\\.)*+"?|-?[0-9.]++)', re.DOTALL)
_URL = (
    re.compile(  # what is before the password of a URL, and the password; `***` hides one already
        r"((?<![\w+.-])[A-Za-z][\w+.-]{1,30}:(?:\\?/){2}[^\s:/@\"'<>?#]{0,200}:)"
        r"(?![*x.]{1,200}@)[^\s/@\"'<>{}\[\]$?#]{1,200}(?=@)"
    )
)
_FORM = re.compile(r"^[^\s\"'<>{}=]{1,200}+=[^\s\"'<>{}]++(?=\r?$)", re.MULTILINE)

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
    """Return the text of a body, or its beginning, without the values of secret members.

    The members are those of JSON, and the fields of lines that are forms; the password of a URL is
    hidden as well.

    >>> masked('{"user": "ada", "password": "s3cret", "n": 1}')
    '{"user": "ada", "password": "[REDACTED]", "n": 1}'
    >>> masked("postgres://app:s3cret@db/x")
    'postgres://app:[REDACTED]@db/x'
    """
    if "@" in text:
        text = _URL.sub(rf"\1{REDACTED}", text)
    if "=" in text:
        text = _FORM.sub(lambda match: masked_pairs(match[0]), text)
    if not any(map(is_credential_name, {*_NAME.findall(text)})):
        return text  # as most bodies are

    def hidden(match: re.Match[str]) -> str:
        is_shown = not is_credential_name(match[1]) or _PLACEHOLDER.fullmatch(match[3])
        return match[0] if is_shown else f'"{match[1]}"{match[2]}"{REDACTED}"'

    return _MEMBER.sub(hidden, text)


def masked_pairs(text: str) -> str:
    """Return a form, or a URL, without the values of secret fields; a URL stays one.

    >>> masked_pairs("/done?state=x&access_token=abc")
    '/done?state=x&access_token=redacted'
    """

    def hidden(match: re.Match[str]) -> str:
        return f"{match[1]}=redacted" if is_credential_name(match[1]) else match[0]

    return _PAIR.sub(hidden, text)
