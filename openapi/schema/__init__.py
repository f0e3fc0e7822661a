"""Schemas of a contract: JSON Schema 2020-12, whatever the version of the document."""
