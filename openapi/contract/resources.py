"""What an operation does with a resource that is kept (`x-resource`)."""

from dataclasses import dataclass
from enum import StrEnum


class ResourceAction(StrEnum):
    """What an operation does with the records of a collection, or with one of them."""

    LIST = "list"  # answers with the records
    CREATE = "create"  # adds the record of its body
    READ = "read"  # answers with one record
    REPLACE = "replace"  # replaces one record with its body
    UPDATE = "update"  # changes the members that its body has
    DELETE = "delete"  # removes one record
    SAVE = "save"  # replaces the record whose identity its body has, or adds it
    CLEAR = "clear"  # removes the records that its query parameters select
    NONE = "none"  # nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceUse:
    """What one operation does with a resource (`x-resource`)."""

    name: str  # name of the resource; operations with the same one share its records
    action: ResourceAction  # what the operation does with it
    key: str = ""  # JSON pointer to the identity inside a record; empty if it is to be found
    # JSON pointer to the record, or to the list, in the answer; None if it is to be found, empty
    # for the whole body.
    record: str | None = None
    # Path or query parameter that has the identity; empty for the last of the path.
    parameter: str = ""
