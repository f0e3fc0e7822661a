"""The kinds of faults: transport, protocol, JSON, schema, pages, polling, records, rules."""
