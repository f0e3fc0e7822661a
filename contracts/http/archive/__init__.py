"""HTTP archives (HAR 1.2): their entries as exchanges, and exchanges written as entries."""
