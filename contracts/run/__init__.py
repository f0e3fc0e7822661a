"""One run of the checker: settings, probes, judgement and report, put together here."""
