"""Recognises the resources of a document, and where its answers have their records."""
