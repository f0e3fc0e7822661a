"""From scenario files to scenarios."""
