"""The parts of a mock that few requests need: each is imported and made when it is needed first."""
