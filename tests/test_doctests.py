"""Every example in a docstring runs, in the installed package."""

import doctest
import pkgutil
from importlib import import_module

import pytest

import backchannel

MODULES = [
    "backchannel",
    *(
        module.name
        for module in pkgutil.walk_packages(backchannel.__path__, "backchannel.")
        if module.name != "backchannel.__main__"
    ),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings(name: str) -> None:
    result = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert result.failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    examples = sum(len(t.examples) for name in MODULES for t in finder.find(import_module(name)))
    assert examples > 40
