"""Probes of lists: their pages, and their filters."""
