"""Replication: the choices of sessions as small versioned values that replicas exchange."""
