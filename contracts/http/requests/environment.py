"""Which variables of the environment a document may read.

A document names variables with `x-environment`, and their values are sent to the server. Since a
document may come from anywhere, it reads only the variables that the packaged documents name and
those that `--env` allows.
"""

from collections.abc import Iterator, Mapping

from contracts.http.requests.credentials import SECOND_IDENTITY_PREFIX
from openapi.contract import Contract
from openapi.loading.document import packaged_variables


def named_variables(contract: Contract) -> tuple[str, ...]:
    """Return the variables that a document names, in name order."""
    schemes = (scheme.environment for scheme in contract.security_schemes.values())
    parameters = (p.environment for each in contract.operations for p in each.parameters)
    return tuple(sorted({name for name in (*schemes, *parameters) if name}))


def allowed_environ(
    contract: Contract, environ: Mapping[str, str], allowed: frozenset[str]
) -> Mapping[str, str]:
    """Return the part of the environment that a document may read.

    `allowed` names are those beside the packaged documents'; a name includes its variable for a
    second identity (`OTHER_…`).
    """
    names = [name for name in named_variables(contract) if name in allowed | packaged_variables()]
    wanted = {*names, *(f"{SECOND_IDENTITY_PREFIX}{name}" for name in names)}
    return {name: value for name, value in environ.items() if name in wanted}


def environment_notes(
    contract: Contract, environ: Mapping[str, str], allowed: frozenset[str]
) -> Iterator[str]:
    """Yield a sentence on the variables that were read, and one on each that was refused."""
    read = sorted(allowed_environ(contract, environ, allowed))
    if read:
        yield f"{contract.api}: the document reads {', '.join(read)} from the environment."
    for name in named_variables(contract):
        if name not in allowed | packaged_variables():
            yield (
                f"{contract.api}: the document may not read the variable {name} of the "
                f"environment; allow it with --env {name}."
            )
