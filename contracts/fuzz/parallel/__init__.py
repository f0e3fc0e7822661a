"""A fuzz run that is divided: one unit for each operation and round."""
