"""Healthy servers that use what the documents and the RFCs leave open; a file per source."""
