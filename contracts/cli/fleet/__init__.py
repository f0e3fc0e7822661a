"""The commands of a fleet: a run that divides itself among other machines, and their workers."""
