"""Probes send requests for the checks to judge; they judge nothing themselves."""
