"""Pieces of answers, and texts that do harm where they are shown."""

import json

JSON_TYPE = "Content-Type: application/json"

ACTING = (
    "\x1b[2J\x1b[31mPWNED\x1b]0;title\x07\u202e\u2066evil\u0085\u200b\x9b31m\x00\x7f\r\n"
    "::error file=x::INJECTED\r\n##[error]INJECTED\r"
    "::stop-commands::x\n\u2028::set-output name=x::y\n"
)
"""Acts on terminals (ECMA-48), on who reads (bidirectional marks), and on logs of CI services."""

MARKUP = "</pre></script><script>document.title='XSS'</script><img src=x onerror=alert(1)>'\"]]>"
"""Acts where HTML or XML is shown."""


def head(*headers: str, status: str = "200 OK") -> bytes:
    """Return the head of an answer, with its empty line."""
    return "\r\n".join((f"HTTP/1.1 {status}", *headers, "", "")).encode("utf-8", "surrogateescape")


def answer(body: bytes, *headers: str, status: str = "200 OK", is_json: bool = True) -> bytes:
    """Return an answer with its length."""
    kind = (JSON_TYPE,) if is_json else ()
    return head(*kind, *headers, f"Content-Length: {len(body)}", status=status) + body


def chunked(*headers: str) -> bytes:
    """Return the head of an answer that comes in chunks."""
    return head(JSON_TYPE, *headers, "Transfer-Encoding: chunked")


def page(*items: object, **links: object) -> bytes:
    """Return a page of the list, as the documents show it on the whole."""
    return json.dumps({"data": items, "links": links}, ensure_ascii=False).encode(
        "utf-8", "surrogatepass"
    )


def job(number: int) -> dict[str, object]:
    """Return a job of the list that is as documented, more or less."""
    return {
        "id": f"00000000-0000-4000-8000-{number:012d}",
        "type": "subscription_import",
        "attributes": {"status": "pending"},
        "meta": {"timestamps": {"created_at": "2026-01-01T00:00:00Z"}},
    }


def offset(target: str) -> int:
    """Return the offset that a request asks for."""
    _, _, rest = target.replace("%5B", "[").replace("%5D", "]").partition("page[offset]=")
    digits = rest.partition("&")[0]
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else 0
