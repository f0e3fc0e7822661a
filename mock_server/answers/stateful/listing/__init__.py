"""Lists of records: which of them a request selects, in which order, and on which page."""
