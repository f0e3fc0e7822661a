"""CEL rules: the values they judge, and their evaluation; imports the contract and JSON only."""
