"""Requests as a browser sends them, and what they leave behind in a mock."""

from tests.acceptance.raw_socket import exchange, request

ORIGIN = b"Origin: http://localhost:5173"
ASKS = b"Access-Control-Request-Method: GET"
SLUG = b"X-Loyalty-Club-Slug: x"
IMPORT = b"/v3/x/members/imports/7"
JOBS = b"/subscriptions/imports"
CROSS_SITE = b"Sec-Fetch-Site: cross-site"


def say(server, target, *headers, method=b"GET", body=b""):
    """Send exact bytes to a server and return its answer."""
    sent = request(target, method=method, headers=headers, body=body)
    return exchange(("127.0.0.1", server.settings.port), sent)


def inside(server, do):
    """Return what `do` finds in the controls of a server."""
    return server._call(do)  # noqa: SLF001 - looks at what no answer shows


def clock_of(server):
    """Return the setting of the server's clock."""
    return inside(server, lambda controls: controls.clock())


def clock_of_session(server, name):
    """Return the setting of a session's clock."""
    return inside(server, lambda controls: controls.clock(name))


def values(answer, name):
    """Return the values of a header, one for each line."""
    return [value for key, value in answer.headers if key == name]
