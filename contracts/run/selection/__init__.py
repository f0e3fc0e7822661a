"""What a run is limited to: chosen operations, chosen rules."""
