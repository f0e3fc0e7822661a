"""The commands about traffic that is compared, or learned from."""
