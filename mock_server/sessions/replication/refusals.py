"""The problem that a change is refused while the store cannot be reached."""

from mock_server.http.problems import ProblemId, ToolProblem


def store_gone(*, is_unknown: bool = False) -> ToolProblem:
    """Return the problem that a change is refused, since other replicas would not know of it.

    With `is_unknown`, the store was lost while it was written. The reason, with the address of the
    store, is for those who may read `/__admin/health`, not for every client.
    """
    outcome = "The change is refused"
    if is_unknown:
        outcome = "It is not known whether the change was made"
    return ToolProblem(
        503,
        ProblemId.STORE_GONE,
        f"{outcome}: the store that this mock shares its sessions through cannot be "
        "reached. What was chosen before goes on",
        advice="repeat it when GET /__admin/health says ok, which has the reason; the mock "
        "connects again by itself",
    )
