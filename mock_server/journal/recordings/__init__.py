"""Recordings of a real server (HAR 1.2): written by the proxy, read and matched to be played."""
