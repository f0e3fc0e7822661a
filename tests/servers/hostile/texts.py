"""Servers whose texts act on terminals and pages, or repeat the client's secrets."""

import base64
import json
from html import escape
from urllib.parse import quote

from tests.servers.hostile.catalogue import Asked, hostile
from tests.servers.hostile.messages import ACTING, MARKUP, answer, head, page


@hostile(keeps_open=True, is_slow=True)
def acting_values(_):
    """Escape sequences and workflow commands in every value and name of a page."""
    item = {"id": ACTING, "type": ACTING, "attributes": {"status": ACTING, ACTING: [ACTING]}}
    body = {"data": [item, {ACTING: ACTING}], "links": {ACTING: ACTING}, ACTING: ACTING}
    yield answer(json.dumps(body, ensure_ascii=False).encode())


@hostile(keeps_open=True)
def acting_body(_):
    """The same as the whole body, with bytes that are no text."""
    yield answer(ACTING.encode() + b"\xff\xfe")


@hostile(keeps_open=True)
def acting_error(_):
    """The same as the body and the reason of a server error."""
    reason = "500 \x1b[31mPWN\x1b]0;t\x07::error::x"
    yield answer(ACTING.encode(), "Content-Type: text/html\x1b[31m", status=reason, is_json=False)


@hostile(keeps_open=True)
def acting_headers(_):
    """The same in names and values of headers, those above all that a checker reads."""
    odd = "\x1b[2J\x1b[31m::error::IN ##[error]IN\x9b"
    names = ("Allow", "ETag", "Date", "Location", "WWW-Authenticate", "Retry-After", "Vary", "Age")
    named = [f"{name}: {odd}" for name in names]
    yield answer(page(), *named, f"X-\x1b[31m: {odd}", f"Content-Language: {odd}")


@hostile(keeps_open=True)
def workflow_commands(_):
    """Workflow commands of CI services at the beginning of a body."""
    yield answer(
        page("::error file=x,line=1::IN\n::add-mask::a\n::stop-commands::x"),
        status="200 ::error::x",
    )


@hostile(keeps_open=True)
def markup(_):
    """Markup in names, values, headers and the reason."""
    named = [f"{name}: {MARKUP}" for name in ("Allow", "ETag", "X-A", "Location")]
    body = page({"id": MARKUP, "type": MARKUP, MARKUP: MARKUP}, **{MARKUP: MARKUP})
    yield answer(body, *named, status=f"200 {MARKUP}")


@hostile(keeps_open=True)
def traces(_):
    """Ten kilobytes that look like the beginning of a stack trace, again and again."""
    body = b"at a(" * 20_000
    yield answer(body, "Content-Type: text/plain", status="500 X", is_json=False)


def spellings(secret: str) -> tuple[str, ...]:
    """Return the spellings of a text that servers produce."""
    data = secret.encode("latin-1", "replace")
    return (
        secret,
        secret.replace("/", "\\/"),
        quote(secret, safe=""),
        quote(secret, safe="").lower(),
        quote(quote(secret, safe=""), safe=""),
        "".join(f"\\u{ord(each):04x}" for each in secret),
        "".join(f"&#{ord(each)};" for each in secret),
        escape(secret),
        base64.b64encode(data).decode(),
        base64.b64encode(b"user:" + data).decode(),
        data.hex(),
    )


def _secrets(asked: Asked) -> list[str]:
    value = asked.headers.get("authorization", "")
    return [each for text in {value, value.rpartition(" ")[2]} for each in spellings(text)]


@hostile(keeps_open=True, is_slow=True)
def echoed_secrets(asked):
    """The client's credentials in every spelling, as values and names."""
    secrets = _secrets(asked)
    item = {
        "id": secrets[0],
        "type": secrets[1],
        "attributes": {"status": secrets[2]},
        **dict.fromkeys(secrets),
    }
    yield answer(page(item, **{name: name for name in secrets}))


@hostile(keeps_open=True)
def escaped_secrets(asked):
    """The same as some JSON libraries write it: every character escaped."""
    text = "".join(f"\\u{ord(each):04X}" for each in asked.headers.get("authorization", "none"))
    yield answer(
        f'{{"data":[{{"id":"{text}","{text}":1}}],"links":{{"{text}":"{text}"}}}}'.encode()
    )


@hostile(keeps_open=True)
def secrets_in_heads(asked):
    """The same in the reason, in names and in values of headers."""
    secrets = [each for each in _secrets(asked) if each.isprintable()]
    named = [f"X-{number}: {each}" for number, each in enumerate(secrets)]
    first = secrets[0]
    yield answer(page(), *named, f"Allow: {first}", f"ETag: {first}", status=f"200 {first}")


@hostile(keeps_open=True)
def secrets_in_errors(asked):
    """The same as an error that is no JSON."""
    body = "\n".join(_secrets(asked)).encode()
    yield head(f"Content-Length: {len(body)}", status="500 Oops") + body
