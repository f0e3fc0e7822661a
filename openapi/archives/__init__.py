"""HTTP archives (HAR 1.2): the entries of a file one after the other, and the parts of an entry."""
