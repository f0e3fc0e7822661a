"""Sessions: the choices of each client, and how a request names its session."""
