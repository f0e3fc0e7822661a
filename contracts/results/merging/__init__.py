"""A report as JSON and back, and the merge of the reports on several parts of one run."""
