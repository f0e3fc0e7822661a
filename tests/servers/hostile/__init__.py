"""Hostile and broken servers, which violate HTTP in order to harm the client.

With each of them the checker must end, in bounded time and memory, with a report that is readable
and contains no secret.

- `catalogue`: the list of servers, and the class of its entries
- `wire`: the listening socket, which reads request heads and writes the bytes of an entry
- `messages`: parts of answers
- every other file is a kind of attack, with a function for each server
"""
