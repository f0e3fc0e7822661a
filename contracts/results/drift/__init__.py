"""Drift: what differs between two sides, each a document or traffic, and how much it breaks."""
