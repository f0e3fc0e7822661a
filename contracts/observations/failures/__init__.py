"""What shows in a failed answer, and what about its request may have provoked it."""
