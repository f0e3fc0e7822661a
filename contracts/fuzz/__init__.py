"""Long runs of generated requests: campaign, rounds, corpus, summary; Schemathesis stays inside."""
