"""Recorded traffic, judged by the checks of a run; nothing is sent."""
