"""The one door to Schemathesis: its generator and its checks, behind our transport."""
