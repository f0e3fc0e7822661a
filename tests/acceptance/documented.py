"""The two documented requests, and the answers that their pages show."""

from typing import Any

from tests.acceptance.commands import MockProcess
from tests.acceptance.raw_socket import Answer, exchange, request

JOBS = b"/subscriptions/imports"
IMPORT = b"/v3/infinity-mall/members/imports/"
SLUG_HEADER = b"X-Loyalty-Club-Slug: infinity-mall"

DOCUMENTED_IMPORT = """
{
"members_in_payloads_number": 4000,
"members_created_number": 3020,
"members_updated_number": 531,
"members_with_validation_errors_number": 449,
"created_at": "2018-07-30T11:23:08.417Z",
"bulks": [
{ "id": 83473, "request_number": 1, "status": "finished" },
{ "id": 83474, "request_number": 2, "status": "failed" },
{ "id": 83475, "request_number": 3, "status": "working" },
{ "id": 83476, "request_number": 4, "status": "waiting" }
]
}
"""

DOCUMENTED_JOBS = """
{
"data": [
{
"id": "00000000-0000-0000-0000-000000000000",
"type": "subscription_import",
"attributes": {
"external_ref": "abc123",
"status": "pending"
},
"meta": {
"owner": "store",
"timestamps": {
"updated_at": "2017-01-10T11:41:19.244842Z",
"created_at": "2017-01-10T11:41:19.244842Z",
"started_at": "2017-01-10T11:41:19.244842Z",
"finished_at": "2017-01-10T11:41:19.244842Z"
},
"records": {
"uploaded": {
"subscription_product": 50000,
"subscription_plan": 50000,
"subscription_subscriber": 50000
},
"imported": {
"subscription_product": 45090,
"subscription_plan": 45090,
"subscription_subscriber": 45090
}
}
}
}
],
"links": {}
}
"""


def ask_import(mock: MockProcess, target: bytes, **changes: Any) -> Answer:
    """Ask Placewise for `target`, with the header that it requires."""
    changes["headers"] = [SLUG_HEADER, *changes.pop("headers", [])]
    return exchange(mock.address, request(target, **changes))


def ask_jobs(mock: MockProcess, rest: bytes = b"", **changes: Any) -> Answer:
    """Ask Elastic Path for its jobs; `rest` follows the path."""
    return exchange(mock.address, request(JOBS + rest, **changes))
