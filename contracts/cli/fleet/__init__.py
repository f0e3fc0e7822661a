"""What lets a run divide itself among other machines: a fleet, and the words that travel to it."""
