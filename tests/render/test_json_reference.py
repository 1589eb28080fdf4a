"""docs/json.md names what is printed, no more and no less."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from crackwatch.render import machine
from tests.render.answered import answers, archive

PAGE = (Path(__file__).parents[2] / "docs" / "json.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def table(section):
    return set(re.findall(r"^\| (\w+) \|", SECTIONS[section], re.MULTILINE)) - {"field"}


def named(section, start):
    """The names in backquotes of the sentence that begins so."""
    sentence = SECTIONS[section].split(start, 1)[1].split("\n", 1)[0]
    return set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", sentence)))


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    with archive(tmp_path_factory.mktemp("reference")) as opened:
        return {name: json.loads("".join(machine.render(value, "json"))) for name, value in answers(opened).items()}


def test_articles(printed):
    assert set(printed["articles"]) == {"schema", "articles", "hidden"}
    assert set(printed["articles"]["articles"][0]) == table("An article")


def test_one_article(printed):
    assert set(printed["article"]) == {"schema"} | table("An article") | table("One article")
    assert set(printed["article"]["spread"][0]) == named("One article", "In brief:")
    assert set(printed["article"]["told_by"][0]) == named("One article", "A step of `told_by`:")


def test_timeline_and_stories(printed):
    happened = {"happened", "happened_inferred"}

    assert set(printed["timeline"]) == table("Timeline")
    assert set(printed["timeline"]["buckets"][0]) == named("Timeline", "A bucket:")
    assert set(printed["timeline"]["stories"][0]) == table("A story") - happened
    assert set(printed["what happened"]["stories"][0]) == table("A story")
    assert set(printed["stories"]) == {"schema", "since", "until", "zone", "stories", "left_out", "hidden"}
    assert set(printed["story"]) == {"schema", "members", "links", "told_by"} | table("A story") - happened


def test_sources(printed):
    assert set(printed["sources"]) == {"schema", "since", "until", "zone", "sources", "hidden"}
    assert set(printed["sources"]["sources"][0]) == table("Sources")
    assert set(printed["source"]) == table("Sources") | named("Sources", "`sources OUTLET`:")


def test_quotes_and_cited(printed):
    assert set(printed["quotes"]) == named("Quotes", "`quotes`:")
    assert set(printed["quotes"]["quotes"][0]) == table("Quotes")
    assert set(printed["cited"]) == named("Cited", "`sources --cited`:")
    assert set(printed["cited"]["cited"][0]) == table("Cited")
