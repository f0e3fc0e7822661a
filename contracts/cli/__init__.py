"""The command `contracts`: options in, reports and exit codes out; holds no rule of its own."""
