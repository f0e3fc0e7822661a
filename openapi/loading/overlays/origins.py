"""Where the values of a changed document come from, kept while overlays add and remove them."""

from collections.abc import Mapping
from dataclasses import replace

from openapi.json.pointers import join
from openapi.loading.yaml import YamlFile
from openapi.loading.yaml.file import Origin


class Origins:
    """The origins of values that are not at their place in the document's own file."""

    def __init__(self, document: YamlFile) -> None:
        """Start with a document, which earlier overlays may have changed."""
        self._document = replace(document, origins={})
        self._found: dict[str, Origin] = dict(document.origins)

    def of(self, pointer: str) -> Origin:
        """Return where a value comes from."""
        at, below = pointer, ""
        while at and at not in self._found:
            at, _, token = at.rpartition("/")
            below = f"/{token}{below}"
        origin = self._found.get(at, Origin(file=self._document, pointer=""))
        return Origin(file=origin.file, pointer=origin.pointer + below)

    def add(self, pointer: str, origin: Origin) -> None:
        """Note a value that is new or replaced."""
        self.forget(pointer)
        self._found[pointer] = origin

    def forget(self, pointer: str) -> None:
        """Forget a value that is removed, and all values in it."""
        inside = f"{pointer}/"
        for known in [known for known in self._found if f"{known}/".startswith(inside)]:
            del self._found[known]

    def close_gap(self, pointer: str, length: int) -> None:
        """Note that an item of a list is removed, so that the items after it move up.

        `length` is that of the list before.
        """
        parent, _, index = pointer.rpartition("/")
        self.forget(pointer)
        after = range(int(index) + 1, length)
        moved = {join(parent, old - 1): self.of(join(parent, old)) for old in after}
        for known in [known for known in self._found if known.startswith(f"{parent}/")]:
            token, _, below = known.removeprefix(f"{parent}/").partition("/")
            if int(token) in after:
                origin = self._found.pop(known)
                if below:
                    moved[f"{join(parent, int(token) - 1)}/{below}"] = origin
        self._found.update(moved)

    def by_pointer(self) -> Mapping[str, Origin]:
        """Return the origins by pointer in the changed document."""
        return dict(self._found)
