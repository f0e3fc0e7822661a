"""The search for bodies that break one rule of the contract, with few side effects."""
