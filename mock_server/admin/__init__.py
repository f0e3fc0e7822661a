"""The admin side: one small file of routes for each thing that can be looked at or changed."""
