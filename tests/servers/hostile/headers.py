"""Servers that answer with headers that lie, lead away, or take long to read."""

from tests.servers.hostile.catalogue import hostile
from tests.servers.hostile.messages import answer, head, page


@hostile(keeps_open=True)
def redirect_elsewhere(asked):
    """A redirect to a host that was not named, with whatever the client carries."""
    yield answer(b"", f"Location: {asked.elsewhere}/steal", status="302 Found")


@hostile(keeps_open=True)
def redirect_in_circles(asked):
    """A redirect that leads back."""
    yield answer(b"", f"Location: {asked.target}x", status="301 Moved Permanently")


@hostile(keeps_open=True)
def redirect_to_files(_):
    """A redirect to a file of the client."""
    yield answer(b"", "Location: file:///etc/passwd", status="307 Temporary Redirect")


@hostile(keeps_open=True, may_pass=True)
def success_with_everything_elsewhere(asked):
    """Every header that names a place names another host."""
    names = ("Location", "Content-Location", "Refresh", "Link", "Alt-Svc", "SourceMap", "Report-To")
    yield answer(page(), *(f"{name}: {asked.elsewhere}/steal" for name in names))


@hostile(keeps_open=True)
def authenticate_elsewhere(asked):
    """A demand for credentials that names another host."""
    demand = f'WWW-Authenticate: Bearer realm="{asked.elsewhere}", uri="{asked.elsewhere}"'
    yield answer(b"{}", demand, status="401 Unauthorized")


@hostile(keeps_open=True)
def allow_that_takes_long(_):
    """An Allow for which some patterns search for ever."""
    yield answer(b"{}", "Allow: GET" + ",  " * 2000 + "(", status="405 Method Not Allowed")


@hostile(keeps_open=True)
def long_etag(_):
    """An ETag of 60 kB."""
    yield answer(page(), f"ETag: {'a' * 60_000}")


@hostile(keeps_open=True)
def retry_in_thirty_years(_):
    """A demand to come back in 10^9 seconds."""
    yield answer(b"{}", "Retry-After: 1000000000", status="503 Busy")


@hostile(keeps_open=True)
def retry_in_a_moment(_):
    """A demand to come back in five seconds, every time."""
    yield answer(b"{}", "Retry-After: 5", status="429 Busy")


@hostile(keeps_open=True)
def retry_in_the_past(_):
    """A demand to come back in the year 1, by a clock that shows 9999."""
    dates = ("Date: Fri, 31 Dec 9999 23:59:59 GMT", "Retry-After: Mon, 01 Jan 0001 00:00:00 GMT")
    yield answer(b"{}", *dates, status="429 Busy")


@hostile(keeps_open=True)
def leap_second_of_9999(_):
    """A Date that no calendar of Python holds."""
    yield answer(page(), "Date: Fri, 31 Dec 9999 23:59:60 GMT")


@hostile(keeps_open=True)
def html_called_json(_):
    """A page for people that is called JSON."""
    yield answer(b"<!doctype html><title>hello</title>")


@hostile(keeps_open=True)
def json_called_image(_):
    """JSON that is called an image, and several other things."""
    kinds = ("Content-Type: image/png", "Content-Type: text/html; charset=a; charset=b")
    yield answer(page(), *kinds, is_json=False)


@hostile(keeps_open=True, may_pass=True)
def content_type_of_commas(_):
    """A Content-Type that does not end."""
    kind = 'application/json;a="' * 3000
    yield answer(page(), f"Content-Type: {kind}", is_json=False)


@hostile(keeps_open=True, may_pass=True)
def methods_that_act(asked):
    """An Allow that invites to delete, and a header that overrides the method."""
    named = ("Allow: GET, DELETE, TRACE, CONNECT", "X-HTTP-Method-Override: DELETE")
    status = "200 OK" if asked.method == "GET" else "405 Method Not Allowed"
    yield answer(page(), *named, status=status)


@hostile(keeps_open=True)
def server_errors_only(_):
    """Nothing but server errors, without a body."""
    yield head("Content-Length: 0", status="500 Oops")
