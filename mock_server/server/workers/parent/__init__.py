"""The parent of the workers: keeps them running, and keeps what they have in common."""
