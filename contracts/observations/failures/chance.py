"""How often a server has to answer wrongly before it is accused of more than failing by chance.

Probes ask as often, and checks count. For a server that fails at three requests of ten, each of
these numbers is reached by chance at fewer than one resource in a thousand.
"""

HEADS = 5  # HEADs in a row with another status than the GETs around them
MIXED_UP = 3  # pairs of requests in a row of which the second has the answer to the first
EQUIVALENTS = 5  # refusals of an equivalent request, while the usual one succeeds
FLICKERS = 16  # looks at a resource in a row that has been missing between two successes
FLICKERED = "the same again, which was refused between two successes"  # the note of these looks
LONGEST_PERIOD = 4  # looks after which it is missing again, if that is the server's doing
