"""Scenarios and their timelines, as values."""
