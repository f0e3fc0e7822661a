"""The tool's own pages, all below `/__`, and what they must never do."""

import re
from urllib.parse import urljoin

import pytest

from tests.acceptance.cases import cases
from tests.acceptance.raw_socket import exchange, request
from tests.acceptance.refusals import assert_problem


@pytest.mark.parametrize("api", ["placewise", "elastic_path"])
@pytest.mark.parametrize("suffix", ["json", "yaml"])
def test_contract_is_served(mock, api, suffix):
    """The contract can be read from the mock, in both formats, with the mock as first server."""
    answer = exchange(mock.address, request(f"/__openapi/{api}.{suffix}".encode()))
    text = answer.body.decode()
    first_server = re.search(r'servers"?:\s*\[?\s*-?\s*\{?\s*"?url"?:\s*"?([^",\n]+)', text)

    assert answer.status == 200
    assert suffix in answer.media_type
    assert first_server is not None
    assert not first_server[1].startswith("https")


def test_docs_load_nothing_from_elsewhere(mock):
    """Swagger UI and all that its page names come from the mock itself."""
    page = exchange(mock.address, request(b"/__docs"))
    found = re.findall(r"""(?:src|href)=["']([^"']+)""", page.body.decode())
    names = [urljoin("/__docs", name) for name in found]
    answers = [exchange(mock.address, request(name.encode())) for name in names]

    assert page.status == 200
    assert page.media_type == "text/html"
    assert len(names) >= 3
    assert all(name.startswith("/__docs/") for name in names)
    assert {answer.status for answer in answers} == {200}


@cases(
    "target",
    {
        "root": b"/__",
        "unknown": b"/__nothing",
        "unknown-contract": b"/__openapi/unknown.yaml",
        "contract-outside": b"/__openapi/..%2f..%2fetc%2fpasswd",
        "contract-dots": b"/__openapi/../../../etc/passwd",
        "source-file": b"/__openapi/discrepancies.py",
        "docs-outside": b"/__docs/..%2f..%2f..%2fetc%2fpasswd",
        "docs-dots": b"/__docs/../../../../etc/passwd",
        "docs-nul": b"/__docs/%00",
        "docs-not-utf-8": b"/__docs/%ff",
    },
)
def test_tool_page_that_is_not_there_is_a_problem(mock, target):
    """Below `/__` nothing but the tool's own pages is served, and no file of the machine."""
    answer = exchange(mock.address, request(target))

    assert 400 <= answer.status < 500
    assert_problem(answer)
    assert b"root:" not in answer.body
