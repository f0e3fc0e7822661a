"""The commands about traffic that is judged, compared or learned from."""
