"""The results of a run: findings, verdicts, coverage, report and baseline."""
