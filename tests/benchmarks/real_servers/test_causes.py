"""A finding whose cause no person has read is not passed over."""

from tests.benchmarks.real_servers.catalogue import real_servers
from tests.benchmarks.real_servers.causes import causes_of, unknown


def finding(rule, pointer="", *, severity="error", blamed=()):
    """Return what a report has of a finding."""
    return {"rule": rule, "pointer": pointer, "severity": severity, "blamed": [*blamed]}


def test_causes_are_the_errors_with_their_places():
    """Each once; warnings and infos accuse no server."""
    report = {
        "findings": [
            finding("schema", "/a"),
            finding("schema", "/a"),
            finding("server-error", blamed=["query max"]),
            finding("framing", severity="warning"),
        ]
    }

    assert causes_of(report) == ["schema /a", "server-error query max"]


def test_what_no_pattern_covers_is_new():
    """A pattern covers places, and no other rule."""
    found = ["schema /a", "schema /b/c", "head status"]

    assert unknown(found, ["schema /a"]) == ["schema /b/c", "head status"]
    assert unknown(found, ["schema *"]) == ["head status"]


def test_every_server_of_the_list_can_be_checked():
    """Each says how it is installed and started, and no list of causes covers everything."""
    servers = real_servers()

    assert len({server.name for server in servers}) >= 9
    for server in servers:
        assert server.pip or server.npm or server.program
        assert unknown(["pagination-walk /data"], server.causes), server.name
