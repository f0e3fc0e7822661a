"""A stateful mock agrees with a plain dictionary, whatever clients do in whatever order."""

from functools import cache
from itertools import count
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from openapi.json.pointers import merge_patch
from openapi.schema.validation import validator_for
from tests.mock_server.answers.stateful.pets import PetClient, pet_contract
from tests.thorough import tries

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
TAGS = st.lists(st.sampled_from(["red", "green", "blue"]), max_size=3)
OWNERS = st.fixed_dictionaries({}, optional={"name": NAMES, "phone": NAMES})
PETS = st.fixed_dictionaries(
    {"name": NAMES},
    optional={"tags": TAGS, "owner": OWNERS, "nickname": NAMES, "state": st.just("old")},
)
PATCHES = st.fixed_dictionaries(
    {}, optional={"name": NAMES, "tags": st.none() | TAGS, "owner": st.none() | OWNERS}
)
SESSIONS = st.sampled_from(["a", "b"])
SERVER_MADE = ("id", "created_at", "updated_at")

_numbers = count()


@cache
def client() -> PetClient:
    """Return a mock that all examples share; each has sessions of its own."""
    return PetClient(pet_contract(Path(mkdtemp())))


class PetsModel(RuleBasedStateMachine):
    """Two sessions of a mock, and two dictionaries of what they should have."""

    identities = Bundle("identities")

    def __init__(self) -> None:
        super().__init__()
        self.number = next(_numbers)
        self.pets: dict[str, dict[int, Any]] = {name: self.first() for name in "ab"}

    @staticmethod
    def first() -> dict[int, Any]:
        """Return the records of the examples."""
        return {
            1: {"name": "Rex", "tags": ["red"], "owner": {"name": "Ann"}},
            # What the list does not show is as in the example of a single record.
            2: {"name": "Ada", "tags": ["red"], "owner": {"name": "Ann"}},
        }

    def ask(self, session: str, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Ask the mock in a session."""
        target = f"/__session/m{self.number}-{session}{path}"
        return client().ask(method, target, body, **more)

    @staticmethod
    def known(value: Any) -> Any:
        """Return the members of an answer that a client can have sent."""
        return {name: each for name, each in value.items() if name not in SERVER_MADE}

    @rule(target=identities, session=SESSIONS, pet=PETS)
    def create(self, session, pet):
        """POST answers with a new identity, and what was sent."""
        answer = self.ask(session, "POST", "/pets", pet)
        value = answer.json()
        assert answer.status == 201
        assert value["id"] not in self.pets[session]
        assert self.known(value) == {"state": "new", **pet}
        self.pets[session][value["id"]] = {"state": "new", **pet}
        return value["id"]

    @rule(session=SESSIONS, identity=identities | st.sampled_from([1, 2, 77]), pet=PETS)
    def replace(self, session, identity, pet):
        """PUT replaces, or is answered 404."""
        answer = self.ask(session, "PUT", f"/pets/{identity}", pet)
        if identity not in self.pets[session]:
            assert answer.status == 404
            return
        assert self.known(answer.json()) == pet
        self.pets[session][identity] = pet

    @rule(session=SESSIONS, identity=identities | st.sampled_from([1, 2, 77]), patch=PATCHES)
    def merge(self, session, identity, patch):
        """PATCH merges, or is answered 404."""
        answer = self.ask(
            session,
            "PATCH",
            f"/pets/{identity}",
            patch,
            media_type="application/merge-patch+json",
        )
        if identity not in self.pets[session]:
            assert answer.status == 404
            return
        merged = merge_patch(self.pets[session][identity], patch)
        assert self.known(answer.json()) == merged
        self.pets[session][identity] = merged

    @rule(session=SESSIONS, identity=identities | st.sampled_from([1, 2, 77]))
    def delete(self, session, identity):
        """DELETE removes, or is answered 404."""
        answer = self.ask(session, "DELETE", f"/pets/{identity}")
        wanted = 204 if identity in self.pets[session] else 404
        assert answer.status == wanted
        self.pets[session].pop(identity, None)

    @rule(session=SESSIONS, identity=identities | st.sampled_from([1, 2, 77]))
    def read(self, session, identity):
        """GET answers with the record, or 404."""
        answer = self.ask(session, "GET", f"/pets/{identity}")
        if identity not in self.pets[session]:
            assert answer.status == 404
            return
        value = answer.json()
        assert value["id"] == identity
        known = self.known(value)
        assert known == self.pets[session][identity]

    @rule(session=SESSIONS, name=NAMES)
    def select(self, session, name):
        """A parameter that is named like a member selects by it."""
        wanted = {
            identity
            for identity, pet in self.pets[session].items()
            if pet["name"].casefold() == name.casefold()
        }
        answer = self.ask(session, "GET", f"/pets?per_page=1000&name={escaped(name)}")
        assert {each["id"] for each in answer.json()["data"]} == wanted

    @rule(session=SESSIONS, size=st.integers(1, 3))
    def walk(self, session, size):
        """The pages have each record once, in order."""
        found, page = [], 1
        while True:
            body = self.ask(session, "GET", f"/pets?page={page}&per_page={size}").json()
            found += [each["id"] for each in body["data"]]
            assert body["total"] == len(self.pets[session])
            if not body["has_more"]:
                break
            page += 1
        assert found == [*self.pets[session]]

    @rule(session=SESSIONS)
    def restart(self, session):
        """A restart returns to the first records."""
        self.ask(session, "GET", "/pets?__restart")
        self.pets[session] = self.first()

    @invariant()
    def lists_are_valid_and_complete(self):
        """Each list has the records of its session, and is valid."""
        media = client().mock.controls.contracts[0].operation("listPets").success.media_type()
        for session, pets in self.pets.items():
            body = self.ask(session, "GET", "/pets?per_page=1000").json()
            assert validator_for(media.schema).is_valid(body)
            assert [(each["id"], each["name"]) for each in body["data"]] == [
                (identity, pet["name"]) for identity, pet in pets.items()
            ]


def escaped(text: str) -> str:
    """Return a text for a query."""
    return "".join(f"%{byte:02X}" for byte in text.encode())


TestPets = PetsModel.TestCase
TestPets.settings = settings(max_examples=tries(10), stateful_step_count=15, deadline=None)
