"""Tests of the line that reproduces a request."""

import shlex
import subprocess

import pytest

from contracts.http.messages.curl import BODY_FILE, curl_line, without_browser_headers
from contracts.http.messages.derivation import Derivation
from contracts.http.messages.exchange import HTTP_1_0, Request, Response
from contracts.http.messages.redaction import Redactor, Secret

ORIGIN = "http://127.0.0.1:4010"
PLAIN = Redactor()


def line(target="/", redactor=PLAIN, answer=None, **options):
    """Return the curl line of a request."""
    request = Request(**{"method": "GET", "origin": ORIGIN, "target": target, **options})
    return curl_line(request, redactor, answer)


def test_a_plain_request():
    """What needs no quoting is not quoted."""
    accept = (("Accept", "*/*"),)

    assert line("/v1/orders/7", headers=accept) == "curl -sS -i http://127.0.0.1:4010/v1/orders/7"


def test_a_request_without_accept_has_none():
    """Curl sends `*/*` unless a line forbids it, and a server may refuse one of the two."""
    assert line() == f"curl -sS -i -H 'Accept:' {ORIGIN}/"


def test_brackets_are_not_globs():
    """Curl must not read page[limit] as a pattern."""
    assert line("/o?page[limit]=5").startswith("curl -sS -i --globoff ")


def test_dots_stay_in_the_path():
    """Curl must not tidy up a path."""
    assert "--path-as-is" in line("/a/../b")


def test_tool_headers_are_left_out():
    """Headers that only this tool needs are not in the line."""
    headers = (("User-Agent", "x"), ("Accept", "*/*"), ("X-Schemathesis-TestCaseId", "z"))

    assert "-H" not in line(headers=headers)


def test_headers_of_a_browser_that_change_no_answer_are_left_out():
    """A line from a recording stays readable; what is documented, or a condition, is kept."""
    noise = ("Sec-Fetch-Mode", "sec-ch-ua", "Accept-Language", "Accept-Encoding", "DNT", "Pragma")
    headers = (
        ("Accept", "text/html"), *((name, "x") for name in noise),
        ("Cache-Control", "no-cache"), ("If-None-Match", '"7"'), ("X-Shop", "corner"),
    )  # fmt: skip
    request = Request(method="GET", origin=ORIGIN, target="/", headers=headers)
    kept = without_browser_headers(request, {"accept-language"})

    assert [name for name, _ in kept.headers] == [
        "Accept", "Accept-Language", "If-None-Match", "X-Shop",
    ]  # fmt: skip


def test_headers_are_quoted_and_empty_ones_kept():
    """An empty header needs a semicolon, or curl drops it."""
    headers = (("X-A", "it's"), ("X-Empty", ""))

    words = shlex.split(line(headers=headers))

    assert words[3:7] == ["-H", "X-A: it's", "-H", "X-Empty;"]


@pytest.mark.parametrize("method", ["OPTIONS", "DELETE"])
def test_other_methods(method):
    """The method is given where curl would not guess it."""
    assert f"-X {method} " in line(method=method)


def test_head():
    """HEAD has an option of its own; with -X curl would wait for a body."""
    assert line(method="HEAD").startswith("curl -sS -I ")


def test_a_body_is_sent_as_it_is():
    """A JSON body is one shell word."""
    words = shlex.split(line(method="POST", body=b'{"a": "b c"}'))

    assert words[words.index("--data-raw") + 1] == '{"a": "b c"}'


@pytest.mark.parametrize(
    "body", ['{"a": "é"}'.encode(), b"u\xd7", b"it's \\n \xff", b"\r\n\t", "😀 $'x'".encode()]
)
def test_the_shell_makes_the_same_bytes_of_a_body(body):
    """A body in any encoding, or in none, is repeated byte for byte."""
    word = line(method="POST", body=body).split("--data-raw ")[1].removesuffix(f" {ORIGIN}/")

    printed = subprocess.run(  # noqa: S603 - our own words
        ["/bin/bash", "-c", f"printf %s {word}"], capture_output=True, check=True, timeout=30
    )

    assert printed.stdout == body


def test_a_body_that_no_shell_word_can_hold_is_a_file():
    """A word of the shell ends at a zero byte."""
    assert f"--data-binary @{BODY_FILE} " in line(method="POST", body=b"a\x00b")


def test_head_with_a_body():
    """Curl refuses -I beside a body; with -X it waits for one, so the line says for how long."""
    shown = line(method="HEAD", body=b"{}")

    assert shown.startswith("curl -sS -i -X HEAD --max-time 5 ")
    assert "--data-raw" in shown


def test_a_body_in_any_language_is_its_characters():
    """A body is UTF-8: what is not ASCII must not become a byte of another encoding."""
    command = line(method="POST", body='{\n"a": "é"}'.encode())

    assert """--data-raw $'{\\x0a"a": "é"}'""" in command


def test_odd_characters_become_an_ansi_c_string():
    """Bytes that a terminal would swallow are escaped."""
    assert "$'X-A: \\xe9\\x01'" in line(headers=(("X-A", "\xe9\x01"),))


def test_secrets_are_left_to_the_shell():
    """A token is written as a variable that the shell expands, in quotes."""
    redactor = Redactor(secrets=(Secret(name="API_TOKEN", value="hush-hush"),))

    shown = line("/?t=hush-hush", redactor, headers=(("X-Key", "hush-hush"),))

    assert "hush" not in shown
    assert """-H 'X-Key: '"$API_TOKEN\"""" in shown
    assert shown.endswith('"$API_TOKEN"')


def test_a_credential_that_is_not_known_is_left_to_the_shell():
    """One of a recording is a variable that the reader sets; else the line would send its name."""
    shown = line("/", headers=(("Authorization", "Bearer of another"), ("Accept", "a/b")))
    script = f"AUTHORIZATION_HIDDEN=hush; printf '%s|' {shown.removeprefix('curl ')}"

    sent = subprocess.run(  # noqa: S603 - our own words
        ["/bin/sh", "-c", script], capture_output=True, check=True, timeout=30
    )

    assert b"|Authorization: Bearer hush|" in sent.stdout
    assert "of another" not in shown


def test_a_dollar_sign_of_the_request_is_no_variable():
    """Only our own placeholders are left to the shell."""
    assert shlex.split(line(headers=(("X-A", "$HOME"),)))[4] == "X-A: $HOME"
    assert "'" in line(headers=(("X-A", "$HOME"),))


def test_an_old_version_has_an_option_of_its_own():
    """A request in HTTP/1.0 is repeated in HTTP/1.0."""
    assert line(version=HTTP_1_0).startswith("curl -sS -i --http1.0 ")


def test_a_wrong_credential_is_made_from_the_right_one():
    """The line shows the hole: it sends the token that was sent, not the right one."""
    token = Secret(name="TOKEN", value="s3cret-key")
    made = Derivation(source="TOKEN", how="cut")
    cut = Secret(name="TOKEN_CUT", value="s3cret-ke", derivation=made)
    headers = (("Authorization", "Bearer s3cret-ke"),)

    shown = line(redactor=Redactor(secrets=(token, cut)), headers=headers)

    assert """-H 'Authorization: Bearer '"${TOKEN%?}" """ in shown


def test_a_long_body_is_a_file():
    """A placeholder that runs would show something else; curl refuses a file that is missing."""
    shown = line(method="POST", body=b"x" * 100_000)

    assert f"--data-binary @{BODY_FILE} " in shown
    assert len(shown) < 200


@pytest.mark.parametrize(
    ("faults", "is_decoded"), [(("the deflate of the body ends too early",), False), ((), True)]
)
def test_a_compressed_answer_is_asked_for_again(faults, is_decoded):
    """The line gets the same coding; its fault is seen in the bytes, a sound one is undone."""
    answer = Response(status=200, headers=(("Content-Encoding", "deflate"),), framing_errors=faults)

    shown = line(headers=(("Accept-Encoding", "deflate"),), answer=answer)

    assert "-H 'Accept-Encoding: deflate'" in shown
    assert ("--compressed" in shown) is is_decoded
