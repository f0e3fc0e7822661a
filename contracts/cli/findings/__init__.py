"""Commands that work with findings and reports, and send nothing of their own."""
