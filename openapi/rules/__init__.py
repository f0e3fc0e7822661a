"""CEL rules: where they apply and how they are evaluated; imports the contract and JSON only."""
