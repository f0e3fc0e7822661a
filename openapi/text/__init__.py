"""Texts from outside: shown so that they do nothing, and searched for secrets in every spelling."""
