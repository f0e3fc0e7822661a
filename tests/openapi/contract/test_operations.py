"""Operations: what is asked of them by status, parameter and method."""

from openapi.contract import Location, Operation, Parameter, ResourceAction, ResourceUse, Response
from tests.acceptance.cases import cases


def operation(*statuses, method="GET"):
    """Return an operation with answers of these statuses."""
    responses = tuple(Response(status=status, description="x") for status in statuses)
    return Operation(api="a", id="a", method=method, path="/", responses=responses)


@cases(
    "method, safe",
    {
        "GET": ("GET", True),
        "HEAD": ("HEAD", True),
        "OPTIONS": ("OPTIONS", True),
        "TRACE": ("TRACE", False),
        "POST": ("POST", False),
        "PUT": ("PUT", False),
        "PATCH": ("PATCH", False),
        "DELETE": ("DELETE", False),
    },
)
def test_safe_methods_change_nothing(method, safe):
    """GET, HEAD and OPTIONS; TRACE echoes secrets and is left out."""
    assert operation(method=method).is_safe is safe


@cases(
    "statuses, success",
    {
        "first": (["200", "201"], "200"),
        "lowest": (["404", "202", "201"], "201"),
        "range": (["404", "2XX"], "2XX"),
        "exact before range": (["2XX", "204"], "204"),
        "default": (["404", "default"], "default"),
        "none": (["404"], None),
    },
)
def test_the_success_answer(statuses, success):
    """The success answer is the lowest 2xx status, else a range, else the default."""
    found = operation(*statuses).success

    assert (found.status if found else None) == success


@cases(
    "status, found",
    {"exact": (404, "404"), "range": (418, "4XX"), "default": (500, "default")},
)
def test_the_answer_of_a_status(status, found):
    """The exact status first, then its range, then the default."""
    assert operation("4XX", "404", "default").response_for(status).status == found


def test_a_status_that_is_not_documented():
    """Without a default there is no answer for it."""
    assert operation("200").response_for(500) is None
    assert operation("200", "4XX").exact_response("404") is None
    assert operation("200", "4XX").exact_response("4XX").status == "4XX"


def test_parameters_by_location_and_name():
    """Header names have no case; all others have."""
    header = Parameter(name="X-A", location=Location.HEADER, is_required=False, schema=None)
    query = Parameter(name="a", location=Location.QUERY, is_required=False, schema=None)
    found = Operation(api="a", id="a", method="GET", path="/", parameters=(header, query))

    assert found.parameter(Location.HEADER, "x-a") is header
    assert found.parameter(Location.QUERY, "a") is query
    assert found.parameter(Location.QUERY, "A") is None
    assert found.parameter(Location.QUERY, "X-A") is None


def test_use_has_nothing_but_a_name_and_an_action():
    """Everything else is found by names, so it need not be given."""
    use = ResourceUse(name="pets", action=ResourceAction.LIST)

    assert (use.key, use.record, use.parameter) == ("", None, "")
