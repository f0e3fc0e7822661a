"""A document that is proposed from traffic: schemas, examples, rules, for a person to review."""
