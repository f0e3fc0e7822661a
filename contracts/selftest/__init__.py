"""Injects a mock's faults one by one, over HTTP only, and requires that the checks notice each."""
