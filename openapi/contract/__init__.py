"""The contract as frozen values: operations, parameters, answers, examples and rules.

No file is read and no expression is evaluated here; `openapi.loading.document` makes these values
from YAML.
"""

from openapi.contract.document import (
    Claim,
    Complaint,
    Contract,
    Discrepancy,
    ErrorTemplate,
    OverlayAction,
    Reading,
    SecurityScheme,
    Server,
)
from openapi.contract.messages import (
    JSON_STYLE,
    Encoding,
    Example,
    Link,
    Location,
    MediaType,
    Parameter,
    RequestBody,
    Response,
    is_json_type,
    is_xml_type,
)
from openapi.contract.operations import (
    NOT_MODIFIED,
    SAFE_METHODS,
    Operation,
    Polling,
    ResourceAction,
    ResourceUse,
)
from openapi.contract.pagination import PageKind, Pagination
from openapi.contract.rules import BrokenExample, Changes, PathWildcard, Rule, RuleBinding, Severity
from openapi.contract.schemas import Basis, Schema, Source

__all__ = [
    "JSON_STYLE",
    "NOT_MODIFIED",
    "SAFE_METHODS",
    "Basis",
    "BrokenExample",
    "Changes",
    "Claim",
    "Complaint",
    "Contract",
    "Discrepancy",
    "Encoding",
    "ErrorTemplate",
    "Example",
    "Link",
    "Location",
    "MediaType",
    "Operation",
    "OverlayAction",
    "PageKind",
    "Pagination",
    "Parameter",
    "PathWildcard",
    "Polling",
    "Reading",
    "RequestBody",
    "ResourceAction",
    "ResourceUse",
    "Response",
    "Rule",
    "RuleBinding",
    "Schema",
    "SecurityScheme",
    "Server",
    "Severity",
    "Source",
    "is_json_type",
    "is_xml_type",
]
