"""The functions of httpx2, for servers without TLS.

Each of its own makes a client that reads all certificates of the machine, which takes a twentieth
of a second; these read none.
"""

import ssl
from functools import partial

import httpx2

_NO_CERTIFICATES = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)

Client = partial(httpx2.Client, verify=_NO_CERTIFICATES)
get = partial(httpx2.get, verify=_NO_CERTIFICATES)
post = partial(httpx2.post, verify=_NO_CERTIFICATES)
request = partial(httpx2.request, verify=_NO_CERTIFICATES)
