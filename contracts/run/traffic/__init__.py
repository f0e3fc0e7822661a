"""Traffic that is compared or learned from: recordings, and servers that are asked."""
