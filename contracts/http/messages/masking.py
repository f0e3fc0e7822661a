"""Hides the values of secret members in texts that are written: bodies, forms and URLs."""

import re

from openapi.text.secret_names import is_credential_name

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
