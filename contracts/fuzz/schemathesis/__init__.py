"""The only package that imports Schemathesis: its generator and checks, with our transport."""
