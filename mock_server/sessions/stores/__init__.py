"""Stores: what keeps the choices that several replicas share, and reports changes to them."""
