"""The probes that need no more than one exchange at a time, in the order in which they run.

What might lock an account comes last.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from contracts.http.client.connection import InvalidRequest
from contracts.http.client.recorder import Recorder
from contracts.http.client.transport import RequestNotAllowed
from contracts.http.requests.building import UncomposableError
from contracts.http.requests.credentials import Credentials
from contracts.http.requests.targets import Target
from contracts.probes import access, bodies, http_semantics, lookalike_ids, parameters
from openapi.contract import Operation


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbeScope:
    """How far the probes go.

    Attributes:
        is_thorough: Whether odd input is sent as well.
        is_unsafe: Whether requests may change something.
        is_probing_access: Whether others than oneself are played.
        other: Credentials of a second identity, where there is one.
        chosen: Names of the probes that run; None runs all that the rest allows.
    """

    is_thorough: bool = True
    is_unsafe: bool = False
    is_probing_access: bool = False
    other: Credentials | None = None
    chosen: frozenset[str] | None = None

    def runs(self, probe: str) -> bool:
        """Whether a probe runs: chosen by name, or else by how far the run goes."""
        if self.chosen is not None:
            return probe in self.chosen
        wanted = {"methods": True, "access": self.is_probing_access}
        return wanted.get(probe, self.is_thorough)


def gather(
    target: Target,
    operation: Operation,
    credentials: Credentials,
    recorder: Recorder,
    extent: ProbeScope,
) -> Iterator[str]:
    """Probe one operation; what could not be done is told, one clause each.

    Raises:
        SpentError: A budget is used up.
    """
    probes = {
        "methods": http_semantics.gather(
            target, operation, credentials, recorder, is_unsafe=extent.is_unsafe
        ),
        "intake": parameters.gather(target, operation, credentials, recorder),
        "bodies": bodies.gather(target, operation, credentials, recorder),
        "names": lookalike_ids.gather(target, operation, credentials, recorder),
        "access": access.gather(target, operation, credentials, recorder, extent.other),
    }
    for name in (name for name in probes if extent.runs(name)):
        try:
            tuple(probes[name])
        except (UncomposableError, RequestNotAllowed, InvalidRequest) as error:
            yield f"{operation.id}: the probe {name} had to be given up ({error})."
