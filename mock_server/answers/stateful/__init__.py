"""Answers from records: what clients have created, changed and deleted in a session."""
