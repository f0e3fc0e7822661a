"""Names of media types (RFC 9110, 8.3.1), with or without parameters."""


def essence(media_type: str) -> str:
    """Return a media type without its parameters, in lower case.

    >>> essence("Application/JSON; charset=utf-8")
    'application/json'
    """
    return media_type.partition(";")[0].strip().casefold()


def is_json_type(media_type: str) -> bool:
    """Whether bodies of a media type are JSON texts (RFC 6839, 3.1)."""
    name = essence(media_type)
    return name in {"application/json", "text/json"} or name.endswith("+json")


def is_xml_type(media_type: str) -> bool:
    """Whether bodies of a media type are XML (RFC 7303)."""
    name = essence(media_type)
    return name in {"application/xml", "text/xml"} or name.endswith("+xml")
