"""HTTP as the checker speaks it; knows no check."""
