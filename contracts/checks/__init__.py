"""Checks: pure judgements over exchanges, one per file; a check's id is its file's name."""
