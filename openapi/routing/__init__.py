"""From a raw request path to a contract and its operations."""

from openapi.routing.decoding import PathFlaw
from openapi.routing.router import Router
from openapi.routing.templates import Route, Template

__all__ = ["PathFlaw", "Route", "Router", "Template"]
