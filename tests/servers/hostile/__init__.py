"""Hostile servers: what a server may do to a client that asks it something.

They mean harm, or have lost their mind; none keeps to HTTP or to an API for longer than it needs.
The checker must come to an end with each of them, in bounded time and memory, with a report that
can be read and holds no secret.

- `catalogue`: the list, and what an entry is
- `wire`: a socket that reads heads of requests and writes whatever an entry says
- `messages`: pieces of answers
- every other file is a kind of attack, one function each
"""
