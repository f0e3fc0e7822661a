"""Which option helps when an operation is not proved, as one sentence.

Running the same command again is advised only where the answer may be another one by then.
"""

import shlex

from contracts.results.report import OperationReport
from openapi.contract import Contract, Location, Operation, SecurityScheme


def advice_on(report: OperationReport, contract: Contract, operation: Operation) -> str:
    """Return what to do about an operation that is not proved; empty if nothing is known."""
    reason = report.unverified_reason
    if "credentials are missing" in reason:
        return _on_credentials(contract, operation)
    if "404" in reason or "is known" in reason:
        names = [p.name for p in operation.parameters if p.location is Location.PATH]
        return f"Give one with --param {shlex.quote(names[-1])}=VALUE." if names else ""
    return next((advice for words, advice in _ADVICE.items() if words in reason), "")


_ADVICE = {
    "no example of": "Add an example of the body to the document.",
    "(--max-": "Raise the limit with that option, or check less.",
    "not permitted": "Permit it on the server, or give other credentials with --header.",
    "busy": "Send fewer requests in a second with --rate, or check when the server is less busy.",
    "interrupted": "Run the check to its end.",
}
"""What to do, by words of the reason."""


def _on_credentials(contract: Contract, operation: Operation) -> str:
    """Return how to give the credentials of an operation, with the names of its schemes."""
    ways = []
    for alternative in operation.security:
        schemes = [contract.security_schemes.get(name) for name in alternative]
        if schemes and all(schemes):
            options = [_option(scheme) for scheme in schemes if scheme]
            variables = [scheme.environment for scheme in schemes if scheme and scheme.environment]
            named = f" (or in {' and '.join(variables)})" if len(variables) == len(schemes) else ""
            ways.append(" and ".join(options) + named)
    shown = " or ".join(dict.fromkeys(ways)) or "--header 'Authorization: …'"
    return f"Give them with {shown}."


def _option(scheme: SecurityScheme) -> str:
    """Return the option that gives the credential of a scheme, without the credential."""
    if scheme.type == "apiKey" and scheme.location is not Location.HEADER:
        return f"--param {shlex.quote(scheme.parameter)}=…"
    if scheme.type == "apiKey":
        return f"--header {shlex.quote(f'{scheme.parameter}: …')}"
    word = "Basic" if scheme.scheme == "basic" else "Bearer"
    return f"--header 'Authorization: {word} …'"
