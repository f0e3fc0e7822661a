"""What the terminal and the console show of a contract: requests to copy, fields, mistakes."""
