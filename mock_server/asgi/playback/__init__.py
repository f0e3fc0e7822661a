"""Plays a recording of a real server in the place of documented answers."""
