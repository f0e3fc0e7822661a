"""The one way out: transport with its limits, connections, and what they record."""
