"""Sessions: the settings of each client, and how a request names its session."""
