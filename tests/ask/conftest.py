"""The affair of tests/archived.py: to be changed by one test, or to be asked by all tests of a module."""

from __future__ import annotations

import pytest

from tests.archived import affair


@pytest.fixture
def seed(tmp_path):
    return affair(tmp_path)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    with affair(tmp_path_factory.mktemp("affair")).reading() as archive:
        yield archive
