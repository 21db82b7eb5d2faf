"""What the names in the prose stand for: `obs:<id>` an observation, `value:<name>` a value computed in a chapter."""

from collections.abc import Callable

from cqbook.analysis.statements import stated
from cqbook.artifacts.registry import Registry
from cqbook.dataset import Dataset
from cqbook.quantities.quantity import Quantity

OBSERVATION, VALUE = "obs:", "value:"


def names(data: Dataset, registry: Registry) -> list[str]:
    """All names that the prose can use."""
    return [*(OBSERVATION + name for name in data.facts.index), *(VALUE + name for name in registry.values)]


def resolver(data: Dataset, registry: Registry) -> Callable[[str], Quantity]:
    """A function that gives what a name stands for, and raises KeyError for a name that nothing has."""

    def resolve(name: str) -> Quantity:
        if name.startswith(VALUE):
            return registry.values[name.removeprefix(VALUE)].quantity
        if name.startswith(OBSERVATION):
            try:
                return stated(data, name.removeprefix(OBSERVATION))
            except ValueError:  # an observation without a value is nothing a number can stand for
                raise KeyError(name) from None
        raise KeyError(name)

    return resolve
