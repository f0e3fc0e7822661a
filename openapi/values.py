"""Values: `dataclass` as that of the standard library, for classes with slots, but made faster.

The standard one compiles the text of six methods for each class, and a start makes sixty classes:
a quarter of its time. Here `__init__` alone is compiled, and the other methods are shared.
"""

from dataclasses import MISSING, Field, FrozenInstanceError, fields
from dataclasses import dataclass as standard_dataclass
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from dataclasses import dataclass as dataclass  # noqa: PLC0414 - the types are the same
else:

    def dataclass(
        *, slots: bool, frozen: bool = False, kw_only: bool = False, eq: bool = True
    ) -> "Callable[[type], type]":
        """Return what makes a dataclass with slots; without `eq`, a value equals itself only.

        Raises:
            TypeError: The class has a base or `__post_init__`, which are not supported.
        """

        def make(cls: type) -> type:
            if cls.__bases__ != (object,) or hasattr(cls, "__post_init__"):
                message = f"{cls.__qualname__} needs the standard library's dataclass"
                raise TypeError(message)
            made = standard_dataclass(
                init=False, repr=False, eq=False, slots=slots, kw_only=kw_only
            )(cls)
            members = fields(made)
            _add(made, {"__init__": _initializer(made, members), "__repr__": _repr})
            if frozen:
                _add(made, _FROZEN)
                # What derives from it has to be frozen, too.
                made.__dataclass_params__.frozen = True
            if eq:
                _add(made, _comparison(members, has_hash=frozen))
            return made

        return make


def _add(cls: type, methods: "Mapping[str, Any]") -> None:
    """Add the methods that a class does not have."""
    for name, method in methods.items():
        if name not in vars(cls):
            setattr(cls, name, method)


def _initializer(cls: type, members: "Sequence[Field[Any]]") -> "Callable[..., None]":
    """Return `__init__`: its arguments are the fields, but for those that have none."""
    known: dict[str, Any] = {"_missing_": MISSING}
    arguments = ["self", "*"] if any(each.kw_only for each in members) else ["self"]
    lines: list[str] = []
    for each in members:
        name = each.name
        # As `__setattr__` may be refused, values are set by the slots themselves.
        known[f"_set_{name}_"] = vars(cls)[name].__set__
        known[f"_default_{name}_"], known[f"_make_{name}_"] = each.default, each.default_factory
        if each.default_factory is not MISSING:
            default, value = "_missing_", f"_make_{name}_() if {name} is _missing_ else {name}"
        else:
            default, value = f"_default_{name}_", name
        has_default = each.default is not MISSING or each.default_factory is not MISSING
        if each.init:
            arguments.append(f"{name}={default}" if has_default else name)
            lines.append(f" _set_{name}_(self, {value})")
        elif has_default:
            lines.append(f" {name} = {default}\n _set_{name}_(self, {value})")
    text = f"def __init__({', '.join(arguments)}):\n" + "\n".join(lines)
    made: dict[str, Any] = {}
    exec(text, known, made)  # noqa: S102 - of names in our own sources
    method: Callable[..., None] = made["__init__"]
    method.__qualname__ = f"{cls.__qualname__}.__init__"
    return method


def _comparison(members: "Sequence[Field[Any]]", *, has_hash: bool) -> "Mapping[str, Any]":
    """Return `__eq__` and `__hash__`; what may change has no hash."""
    # The class is there so that a single field gives a tuple, too.
    values = attrgetter(*(each.name for each in members if each.compare), "__class__")

    def __eq__(self: object, other: object) -> bool:  # noqa: N807 - it becomes the method
        if other.__class__ is not self.__class__:
            return NotImplemented
        return bool(values(self) == values(other))

    def __hash__(self: object) -> int:  # noqa: N807
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if has_hash else None}


@recursive_repr("...")
def _repr(self: Any) -> str:  # noqa: ANN401 - any dataclass
    shown = [f"{each.name}={getattr(self, each.name)!r}" for each in fields(self) if each.repr]
    return f"{self.__class__.__qualname__}({', '.join(shown)})"


def _refuse_to_set(_self: object, name: str, _value: object) -> NoReturn:
    message = f"cannot assign to field {name!r}"
    raise FrozenInstanceError(message)


def _refuse_to_delete(_self: object, name: str) -> NoReturn:
    message = f"cannot delete field {name!r}"
    raise FrozenInstanceError(message)


def _state(self: Any) -> list[Any]:  # noqa: ANN401 - any dataclass
    """Return what a copy needs."""
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: "Sequence[Any]") -> None:  # noqa: ANN401 - any dataclass
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)


_FROZEN = {
    "__setattr__": _refuse_to_set,
    "__delattr__": _refuse_to_delete,
    "__getstate__": _state,
    "__setstate__": _set_state,
}
