"""Parameter text to typed values and back; imports the contract and its schemas."""
