"""From a document as somebody wrote it to the one dialect that the rest of the program reads.

Every function takes a tree and returns another: what is wrong is repaired with a complaint, and
what an older version says is said in the words of OpenAPI 3.1 and JSON Schema 2020-12.
"""
