"""A server that answers as both documented platforms do."""

import re
from urllib.parse import parse_qs, unquote, urlsplit

from tests.acceptance.commands import run_here
from tests.contracts.live import Reply, Seen, serve

IMPORT = {
    "members_in_payloads_number": 4000,
    "members_created_number": 3020,
    "members_updated_number": 531,
    "members_with_validation_errors_number": 449,
    "created_at": "2018-07-30T11:23:08.417Z",
    "bulks": [
        {"id": 83473, "request_number": 1, "status": "finished"},
        {"id": 83474, "request_number": 2, "status": "failed"},
        {"id": 83475, "request_number": 3, "status": "working"},
        {"id": 83476, "request_number": 4, "status": "waiting"},
    ],
}
TIME = "2017-01-10T11:41:19.244842Z"
KINDS = ("subscription_product", "subscription_plan", "subscription_subscriber")
JOB = {
    "id": "00000000-0000-0000-0000-000000000000",
    "type": "subscription_import",
    "attributes": {"external_ref": "abc123", "status": "pending"},
    "meta": {
        "owner": "store",
        "timestamps": dict.fromkeys(("updated_at", "created_at", "started_at"), TIME),
        "records": {
            "uploaded": dict.fromkeys(KINDS, 50000),
            "imported": dict.fromkeys(KINDS, 45090),
        },
    },
}


def platform(seen: Seen) -> Reply:
    """Answer like both documented platforms, with their documented examples."""
    url = urlsplit(seen.target)
    path = unquote(url.path)
    job = re.fullmatch(r"/v3/[^/]+/members/imports/([^/]+)", path)
    if job and seen.header("X-Loyalty-Club-Slug") is None:
        return Reply(status=400, body={"error": "X-Loyalty-Club-Slug is missing"})
    if job and job[1] != "1":
        return Reply(status=404, body={"error": "Job with such ID wasn't found."})
    if job:
        return Reply(body=IMPORT)
    if path != "/subscriptions/imports":
        return Reply(status=404, body={"error": "not found"})
    query = parse_qs(url.query, keep_blank_values=True)
    offset, limit = query.get("page[offset]", ["0"])[0], query.get("page[limit]", ["25"])[0]
    if not is_number(offset, 10000) or not is_number(limit, 100):
        return Reply(status=400, body={"errors": [{"title": "Bad Request", "status": "400"}]})
    return Reply(body={"data": [JOB][int(offset) :][: int(limit)], "links": {}})


def is_number(text: str, most: int) -> bool:
    """Whether a text is a plain number up to `most`."""
    return re.fullmatch(r"0|[1-9][0-9]{0,8}", text) is not None and int(text) <= most


def check(answer, *arguments: str, **variables: str):
    """Run the command against a server; return its result and what the server saw."""
    with serve(answer) as server:
        result = run_here("contracts", "check", server.url, *arguments, env=variables)
    return result, server
