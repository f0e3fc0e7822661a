"""The command that the documentation prints, run as printed."""

import json
import shlex
import subprocess

import pytest

from tests.acceptance.documented import DOCUMENTED_IMPORT, DOCUMENTED_JOBS, ask_import, ask_jobs
from tests.acceptance.pages import PAGES, page_lines

DOCUMENTED_HOST = "https://api.mpc.dev.placewise.com"

DOCUMENTED_CURL = r"""
curl --location --request GET 'https://api.mpc.dev.placewise.com/v3/infinity-mall/members/imports/1' \
--header 'X-User-Agent;' \
--header 'X-Product-Name;' \
--header 'X-Loyalty-Club-Slug;' \
--header 'X-Customer;' \
--header 'Authorization;' \
--header 'X-Client-Authorization: '
"""  # noqa: E501 - as printed


def test_documented_curl_gets_the_documented_import(mock):
    """The printed command, with the host replaced, gets 200 and the printed JSON."""
    command = DOCUMENTED_CURL.replace("\\\n", "").replace(DOCUMENTED_HOST, mock.url)
    result = subprocess.run(
        [*shlex.split(command), "--silent", "--show-error", "--write-out", "\n%{http_code}"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=60,
    )
    body, _, status = result.stdout.rpartition("\n")

    assert status == "200"
    assert json.loads(body) == json.loads(DOCUMENTED_IMPORT)


def test_documented_import_keeps_its_order_and_number_formats(mock):
    """The default answer is the printed JSON in its order and spelling, spaces apart."""
    body = ask_import(mock, b"/v3/infinity-mall/members/imports/1").body

    assert without_spaces(body.decode()) == without_spaces(DOCUMENTED_IMPORT)


def test_documented_jobs_keep_their_order_and_number_formats(mock):
    """The default list is the printed JSON in its order and spelling, spaces apart."""
    body = ask_jobs(mock).body

    assert without_spaces(body.decode()) == without_spaces(DOCUMENTED_JOBS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_texts_of_this_file_are_in_the_pages(page):
    """Where the pages are at hand, the command and the JSON are theirs to the letter."""
    spans = {
        "placewise-show-members-import-status": {
            (192, 198): DOCUMENTED_CURL,
            (135, 147): DOCUMENTED_IMPORT,
        },
        "elasticpath-list-import-jobs": {(45, 78): DOCUMENTED_JOBS},
    }

    for (first, last), text in spans[page.stem].items():
        assert page_lines(page, first, last) == text.strip().splitlines()


def without_spaces(text: str) -> str:
    """Return the text without white space; no string of the examples has any."""
    return "".join(text.split())
