"""Server Objects: URLs with variables, absolute or relative."""

import re
from collections.abc import Mapping
from urllib.parse import quote, urljoin, urlsplit

from openapi.contract import Server
from openapi.errors import DocumentError
from openapi.json.types import JSON
from openapi.loading.complaints import Complaints
from openapi.loading.yaml import YamlFile

BRACES = re.compile(r"[{}][^{}]*\}?")  # a variable of a URL, or a part of one
_IN_PATHS = "/%!$&'()*+,;=:@~"  # RFC 3986, 3.3; what is encoded stays
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def server_of(
    file: YamlFile, value: Mapping[str, JSON], pointer: str, complaints: Complaints
) -> Server | None:
    """Return a server with the defaults of its variables filled in.

    A variable without a default is replaced by its own name: the mock needs the path only, and the
    host does not matter. A text that is not a URL is left out, with a complaint.
    """
    url = _with_defaults(value)
    try:
        urlsplit(url)
    except ValueError as error:
        complaints.warn("server", file, f"{pointer}/url", DocumentError(
            f"server {url!r} is not a URL", where=file.location(f"{pointer}/url"), found=str(error),
            allowed="an absolute URL, or a path", hint="ignored"))  # fmt: skip
        return None
    if BRACES.search(url):
        found = BRACES.findall(url)[0]
        read = BRACES.sub("", _VARIABLE.sub(r"\1", url))
        complaints.warn("server-variable", file, f"{pointer}/url", DocumentError(
            f"server {url!r} has a variable without a default",
            where=file.location(f"{pointer}/url"), found=found,
            allowed="variables that are listed under variables, each with a default",
            hint=f"read as {read}"))  # fmt: skip
        url = read
    return Server(
        url=url,
        description=value.get("description", ""),
        is_production=value.get("x-production", False),
    )


def _with_defaults(server: Mapping[str, JSON]) -> str:
    url = str(server["url"])
    for name, variable in server.get("variables", {}).items():
        if "default" in variable:
            default = variable["default"]
        elif variable.get("enum"):
            default = variable["enum"][0]
        else:
            continue
        url = url.replace(f"{{{name}}}", str(default))
    return url


def base_path_of(url: str) -> str:
    """Return the path of a server's URL, without a slash at the end; empty for the root.

    Characters that a URL cannot have are percent-encoded.
    """
    path = urlsplit(urljoin("/", urlsplit(url).path)).path.rstrip("/")
    return quote(f"/{path.lstrip('/')}", safe=_IN_PATHS) if path else ""
