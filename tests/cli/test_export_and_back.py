"""What is exported comes back whole: export | import into an empty archive | export gives the same lines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from crackwatch.cli import main

OWN = ("id", "story", "feeds")  # numbers are the archive's own; a feed is followed, not imported
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>La Gazette</title>
<item><title>{title}</title><link>http://localhost:{port}/2021/05/13/rue</link><description>La rue &lt; le quai &amp;amp; après.</description>
<pubDate>Thu, 13 May 2021 06:30:00 GMT</pubDate></item>
<item><title>Crack à Stalingrad : sans date</title><link>http://localhost:{port}/sans-date</link></item>
<item><title>Crack : le canal aussi</title><source url="https://canal.example/rss">Le Canal</source><guid>canal-7</guid>
<pubDate>Fri, 14 May 2021 09:00:00 +0200</pubDate></item></channel></rss>"""


class Archive:
    """An archive of its own, on the command line."""

    def __init__(self, folder: Path, name: str, zone: str = "Europe/Paris") -> None:
        self.db, self.settings = folder / f"{name}.db", folder / f"{name}.toml"
        self.settings.write_text(f'zone = "{zone}"\n', encoding="utf-8")
        self.folder = folder

    def __call__(self, *words: object) -> int:
        return main(["--db", str(self.db), "--config", str(self.settings), *map(str, words)])

    def at(self, now: str, *words: object) -> None:
        """Run a command at another time."""
        command = [sys.executable, "-m", "crackwatch", "--db", self.db, "--config", self.settings, *words]
        subprocess.run([str(word) for word in command], check=True, env=os.environ | {"CRACKWATCH_NOW": now}, capture_output=True)

    def exported(self) -> Path:
        file = self.folder / f"{self.db.stem}.jsonl"
        assert self("export", "--all", "-o", file) == 0
        return file

    def lines(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.exported().read_text(encoding="utf-8").splitlines()]


def same(lines: list[dict[str, object]]) -> list[dict[str, object]]:
    """Lines without what is the archive's own; of stories, which articles share one."""
    stories = [line["story"] for line in lines]
    return [{k: v for k, v in line.items() if k not in OWN} | {"with": stories.index(line["story"])} for line in lines]


@pytest.fixture(scope="module")
def source(tmp_path_factory, make_httpserver):
    """An archive that has polled a feed, seen a headline change, and been told yes and no."""
    archive, server = Archive(tmp_path_factory.mktemp("source"), "polled"), make_httpserver

    def serve(title: str) -> None:
        server.clear()
        server.expect_request("/rss").respond_with_data(RSS.format(title=title, port=server.port), content_type="text/xml")

    serve("Crack à Stalingrad : la rue se plaint")
    archive.at("2021-05-13T12:00:00+02:00", "feeds", "add", server.url_for("/rss"), "--allow-private", "--outlet", "La Gazette")
    archive.at("2021-05-13T12:00:00+02:00", "fetch")
    serve("Nouvelles du quartier")
    archive.at("2021-05-13T18:00:00+02:00", "fetch", "--force")
    archive.at("2021-05-14T08:00:00+02:00", "yes", "1")
    archive.at("2021-05-14T08:01:00+02:00", "no", "2")
    for reference in ("watch", "stories"):  # as if all of it had come at once
        assert archive(reference, "rerun") == 0
    return archive


@pytest.fixture
def polled(source, tmp_path):
    """A copy of that archive."""
    copy = Archive(tmp_path, "polled")
    assert source("db", "backup", copy.db) == 0
    return copy


def test_what_no_archive_could_make_again_comes_back(polled, tmp_path):
    before = polled.lines()
    again = Archive(tmp_path, "again")
    assert again("import", polled.exported()) == 0
    assert same(again.lines()) == same(before)

    first = next(line for line in again.lines() if line["published_raw"] == "Thu, 13 May 2021 06:30:00 GMT")
    assert (first["title"], first["origin"]) == ("Nouvelles du quartier", "live")
    assert (first["published"], first["first_seen"]) == ("2021-05-13T08:30:00+02:00", "2021-05-13T12:00:00+02:00")
    assert [state["title"] for state in first["revisions"]] == ["Crack à Stalingrad : la rue se plaint"]
    assert first["watches"] == ["stalingrad"]  # by the headline that it had
    assert [(one["verdict"], one["at"]) for one in first["labels"]] == [("yes", "2021-05-14T08:00:00+02:00")]
    assert (first["outlet"], first["outlet_domain"]) == ("La Gazette", urlsplit(first["url"]).netloc)
    assert first["summary"] == "La rue < le quai & après."


def test_all_that_is_exported_is_all_that_is_stored_also_what_a_person_said_no_to(polled, capsys):
    assert polled("no", 1) == 0
    capsys.readouterr()
    assert len(polled.lines()) == 3
    assert capsys.readouterr().err == ""
    assert [one["verdict"] for one in polled.lines()[0]["labels"]] == ["no"]
    polled("export")
    out, err = capsys.readouterr()
    assert (out, err) == ("", "2 unlikely hidden, --unlikely shows them\n")


def test_coming_back_twice_or_to_where_it_was_changes_nothing(polled, tmp_path):
    before, file = polled.lines(), polled.exported()
    assert polled("import", file) == 0
    assert polled.lines() == before
    again = Archive(tmp_path, "again")
    for _ in range(2):
        assert again("import", file) == 0
    assert same(again.lines()) == same(before)


def test_dates_without_a_zone_are_read_in_the_zone_of_the_archive_that_they_come_from(tmp_path):
    archive = Archive(tmp_path, "paris")
    line = {"title": "Crack à Stalingrad", "url": "https://gazette.example/1", "published": "2021-05-13 23:30"}
    (tmp_path / "one.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert archive("import", tmp_path / "one.jsonl") == 0
    elsewhere = Archive(tmp_path, "reunion", "Indian/Reunion")
    assert elsewhere("import", archive.exported()) == 0
    assert elsewhere.lines()[0]["published"] == "2021-05-14T01:30:00+04:00"


def test_labels_for_a_watch_that_is_not_there_wait_for_it(polled, tmp_path, capsys):
    polled("watch", "add", "rue", "rue")
    polled("yes", 1, "--watch", "rue")
    again = Archive(tmp_path, "again")
    capsys.readouterr()
    assert again("import", polled.exported()) == 0
    assert "labels for rue are left out: there is no such watch; bring it with watch import" in capsys.readouterr().err
    again("watch", "add", "rue", "rue")
    assert again("import", polled.exported()) == 0
    assert [one["watch"] for one in again.lines()[0]["labels"]] == ["stalingrad", "rue"]


def test_an_earlier_sight_counts_and_a_later_label(polled, tmp_path):
    later = Archive(tmp_path, "later")
    plain = [{name: line[name] for name in ("title", "url", "published", "outlet", "summary")} for line in polled.lines()]
    (tmp_path / "plain.jsonl").write_text("\n".join(map(json.dumps, plain)), encoding="utf-8")
    assert later("import", tmp_path / "plain.jsonl") == 0
    number = next(line["id"] for line in later.lines() if line["title"] == "Nouvelles du quartier")
    assert later("no", number, "--watch", "stalingrad") == 0
    assert later("import", polled.exported()) == 0

    found = next(line for line in later.lines() if line["title"] == "Nouvelles du quartier")
    assert (found["first_seen"], found["origin"]) == ("2021-05-13T12:00:00+02:00", "live")
    assert [one["verdict"] for one in found["labels"]] == ["no"]
    assert len(found["revisions"]) == 1


def test_one_of_the_articles_at_an_address_comes_back_as_that_one(tmp_path):
    address = "https://gazette.example/dernier"
    told = [
        {"title": "Crack à Stalingrad, une nuit agitée", "url": address, "published": "2021-05-13"},
        {"title": "Marathon scolaire sous la pluie battante", "url": address, "published": "2021-06-20"},
        {"title": "Vingt péniches bloquées devant une écluse", "url": address, "published": "2021-07-29"},
    ]
    archive, again = Archive(tmp_path, "first"), Archive(tmp_path, "again")
    file = tmp_path / "told.jsonl"
    file.write_text("\n".join(map(json.dumps, told[:2])), encoding="utf-8")
    assert archive("import", file) == 0
    assert [line["part"] for line in archive.lines()] == [0, 1]

    file.write_text(json.dumps(archive.lines()[1]), encoding="utf-8")
    for _ in range(2):
        assert again("import", file) == 0
    file.write_text(json.dumps(told[2]), encoding="utf-8")
    assert again("import", file) == 0
    assert [(line["part"], line["title"]) for line in again.lines()] == [(1, told[1]["title"]), (2, told[2]["title"])]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"first_seen": "yesterday"}, "first_seen is no time with its offset: 'yesterday'"),
        ({"origin": "dreamt"}, "origin is none of live, import, backfill"),
        ({"zone": "Europe/Atlantis"}, "zone is no time zone: 'Europe/Atlantis'"),
        ({"revisions": ["x"]}, "revisions is no list of objects"),
        ({"labels": [{"watch": "stalingrad", "verdict": "maybe"}]}, "verdict is none of yes, no"),
        ({"part": -1}, "part is no number"),
        ({"title": ""}, "it has no title"),
    ],
)
def test_a_line_that_was_tampered_with_is_named(polled, tmp_path, capsys, change, why):
    again = Archive(tmp_path, "again")
    (tmp_path / "bad.jsonl").write_text(json.dumps(polled.lines()[0] | change), encoding="utf-8")
    assert again("import", tmp_path / "bad.jsonl") == 3
    assert f"bad.jsonl, line 1: {why}\n" in capsys.readouterr().err


# --- for any articles

WORDS = st.lists(
    st.sampled_from(["crack", "Stalingrad", "la rue", "<b>quai</b>", "&amp;", "«19e»", "=1+1", "Éole", "10:30", "☔", "l’eau"]), min_size=1, max_size=6
).map(" ".join)
DATES = st.sampled_from(["", "2021-05-13", "2021-05-13T08:30:00+02:00", "Thu, 13 May 2021 06:30 GMT", "2021-05", "1970-01-01", "2099-01-01"])
ARTICLE = st.fixed_dictionaries(
    {"title": WORDS, "published": DATES},
    optional={
        "url": st.integers(1, 4).map(lambda n: f"https://gazette.example/{n}?utm_source=x"), "summary": WORDS, "text": WORDS,
        "outlet": st.sampled_from(["La Gazette", "canal.example", "☔"]), "author": WORDS, "lang": st.sampled_from(["fr", "en-GB"]),
    },
)  # fmt: skip


@tried(max_examples=15)
@given(articles=st.lists(ARTICLE, min_size=1, max_size=6))
def test_whatever_is_exported_comes_back(tmp_path_factory, articles):
    folder = tmp_path_factory.mktemp("law")
    archive, again = Archive(folder, "first"), Archive(folder, "again")
    (folder / "said.jsonl").write_text("\n".join(map(json.dumps, articles)), encoding="utf-8")
    assert archive("import", folder / "said.jsonl") == 0
    assert archive("stories", "rerun") == 0
    assert again("import", archive.exported()) == 0
    assert same(again.lines()) == same(archive.lines())
