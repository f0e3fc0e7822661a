"""HTTP archives (HAR 1.2): entries as values, read one after the other, and written."""
