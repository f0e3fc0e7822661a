"""The operations of a document: parameters, bodies, rules, servers."""
