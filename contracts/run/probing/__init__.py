"""Sends what a run sends to one target: documented requests, probes, generated requests, polls."""
