"""From a raw request path to a contract and its operations; imports the contract only."""

from openapi.routing.decoding import PathError
from openapi.routing.router import Router
from openapi.routing.templates import Route, Template

__all__ = ["PathError", "Route", "Router", "Template"]
