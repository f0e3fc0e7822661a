"""HTTP without sockets: requests, preferences, negotiation, validation and responses."""
