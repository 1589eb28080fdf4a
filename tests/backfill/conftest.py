"""Archives of the web, and an empty archive of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from crackwatch.backfill import Options, Report, backfill
from crackwatch.config import Config
from crackwatch.dates import period

sys.path.insert(0, str(Path(__file__).parent))

import webarchive as _webarchive


@pytest.fixture(scope="session")
def webarchive() -> ModuleType:
    return _webarchive


@pytest.fixture(scope="session")
def pywb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a collection that holds ``webarchive.captures``."""
    pytest.importorskip("pywb", reason="pywb is not installed (it needs Python < 3.13)")
    with _webarchive.pywb(tmp_path_factory.mktemp("pywb"), _webarchive.captures()) as address:
        yield address


@pytest.fixture
def shim(pywb: str) -> Iterator[_webarchive.Shim]:
    with _webarchive.shimmed(pywb) as ready:
        yield ready


@pytest.fixture
def config(tmp_path: Path) -> Config:
    now = {"CRACKWATCH_NOW": "2021-11-05T12:00:00+01:00"}
    return Config(db=tmp_path / "archive.db", path=tmp_path / "config.toml", zone="Europe/Paris", environ=now)


@pytest.fixture
def fill(config: Config) -> Callable[..., Report]:
    """Backfill May to October 2021, without waiting; ``slept`` collects the seconds."""

    def run(*names: str, slept: list[float] | None = None, **said: object) -> Report:
        when = period(str(said.pop("since", "2021-05")), str(said.pop("until", "2021-10")), config.clock(), ZoneInfo(config.zone))
        options = Options(period=when, names=names, allow_private=True, **said)
        return backfill(config, options, sleep=(slept if slept is not None else []).append)

    return run
