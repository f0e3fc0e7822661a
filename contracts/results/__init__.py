"""What a run found: findings, verdicts, coverage, baseline; plain values, sends nothing."""
