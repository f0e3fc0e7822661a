"""Conversion of documents to OpenAPI 3 with schemas in JSON Schema 2020-12.

Every function takes a tree and returns another: mistakes are repaired with a complaint, and older
versions are converted.
"""
