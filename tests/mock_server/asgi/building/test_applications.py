"""The applications around the operations, made when they are needed."""

import pytest

from mock_server.asgi.app import create_mock
from mock_server.settings import Settings
from tests.mock_server.asgi_client import ask

HOST = ("Host", "localhost")


@pytest.mark.parametrize("page", ["/__admin/health", "/__console/"])
def test_admin_side_that_is_off_says_so(packaged, page):
    """Without the admin API, its console is not there either, and both say why."""
    app = create_mock(packaged, Settings(is_admin_on=False)).app

    answer = ask(app, page, HOST)

    assert answer.status == 404
    assert "--admin" in answer.json()["advice"]


def test_parts_answer_without_a_warm_up(packaged):
    """Whatever is asked first is made for the request."""
    targets = ["/__admin/health", "/__console/", "/__docs", "/__openapi", "/__setup", "/unknown"]
    mocks = [create_mock(packaged, Settings()) for _ in targets]

    answers = [ask(mock.app, each, HOST).status for mock, each in zip(mocks, targets, strict=True)]

    assert answers == [200, 200, 200, 200, 200, 404]
