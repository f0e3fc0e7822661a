"""Tests of the connections that are kept open between requests."""

from contracts.http.client.connection_pool import MAX_IDLE, ConnectionPool


class Closable:
    """A connection that knows whether it is closed."""

    is_closed = False

    def close(self):
        """Close the connection."""
        self.is_closed = True


def test_a_few_connections_of_each_server_are_kept():
    """A server that limits its connections keeps room for others; the last one is used first."""
    pool, kept = ConnectionPool(), [Closable() for _ in range(MAX_IDLE + 1)]
    for each in kept:
        pool.keep("http://a.example", each)

    assert [each.is_closed for each in kept] == [False] * MAX_IDLE + [True]
    assert pool.take("http://b.example") is None
    assert pool.take("http://a.example") is kept[MAX_IDLE - 1]


def test_connections_of_one_server_are_closed_alone():
    """A request on a new connection does not wait on an idle one, and others stay open."""
    pool, one, other = ConnectionPool(), Closable(), Closable()
    pool.keep("http://a.example", one)
    pool.keep("http://b.example", other)

    pool.close("http://a.example")
    assert (one.is_closed, other.is_closed, pool.take("http://a.example")) == (True, False, None)

    pool.close()
    assert other.is_closed
