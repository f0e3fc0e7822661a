"""Texts for regular expressions: a parser of patterns, and a writer of texts that match."""
