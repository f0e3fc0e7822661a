"""The commands about findings: why they are some, whether they are still there, which are known."""
