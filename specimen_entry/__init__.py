"""What pytest loads in every run; imports none of the other packages before they are used.

Its name is unusual on purpose: a project may have modules called `mock_server`, `contracts` or
`openapi`, and pytest has to start in it all the same.
"""
