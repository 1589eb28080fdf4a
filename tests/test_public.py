"""What other programs may build on."""

from __future__ import annotations

import subprocess
import sys

import pytest

import crackwatch


@pytest.mark.parametrize("name", crackwatch.__all__)
def test_every_public_name_is_there(name):
    assert getattr(crackwatch, name).__doc__


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        crackwatch.nothing  # noqa: B018 - asking is the deed


def test_importing_it_costs_nothing():
    program = "import sys; before = set(sys.modules); import crackwatch; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert {name for name in done.stdout.split() if name.startswith("crackwatch")} == {"crackwatch"}
