"""What a fault is, when it fires, and what it does on the wire."""
