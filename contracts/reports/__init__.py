"""Reports: a run laid out as text, JSON or JUnit. They add nothing and judge nothing."""
