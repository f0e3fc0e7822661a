"""Searches a body that breaks one rule of the contract and as little else as possible."""
