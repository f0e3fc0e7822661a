"""Schemas of a contract, as JSON Schema 2020-12 for every version of OpenAPI."""
