"""HTTP as the mock speaks it: requests, preferences, negotiation, responses; knows no socket."""
