"""Texts from outside: escaped for display, and searched for secrets in every spelling."""
