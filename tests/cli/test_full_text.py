"""``fetch --full-text matched``: the pages of articles that match, or almost do, from a real server on loopback."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys

import pytest
from werkzeug import Response

pytest.importorskip("trafilatura", reason="the extra fulltext is not installed")

WATCH = "crack stalingrad"
LONG = (
    "Autour de la place Stalingrad, la vente de crack inquiète les riverains, qui ont écrit au préfet le 3 mai 2021. "
    "Le collectif du quartier attend une réponse avant la fin du mois et tiendra une réunion à l'école. "
)
QUOTE = "« Nous voulons dormir la nuit », explique Nadia Perrin, présidente du collectif."


def page(headline: str, *told: str) -> str:
    paragraphs = "".join(f"<p>{one}</p>" for one in told)
    return (
        f'<!doctype html><html lang="fr"><head><title>{headline}</title></head><body><nav><a href="/">Accueil</a></nav>'
        f"<article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )


class Site:
    """A feed, the pages that it names, and what was asked for."""

    def __init__(self, httpserver) -> None:
        self.home = httpserver.url_for("").rstrip("/")
        self.served: dict[str, str | int] = {}
        self.headlines: dict[str, str] = {}
        self.asked: list[str] = []
        httpserver.expect_request("/rss").respond_with_handler(self._feed)
        httpserver.expect_request("/robots.txt").respond_with_handler(self._answer)
        for number in range(20):
            httpserver.expect_request(f"/{number}").respond_with_handler(self._answer)

    def shows(self, headlines: dict[str, str], **pages: str | int) -> None:
        self.headlines |= headlines
        self.served |= {f"/{path.lstrip('_')}": said for path, said in pages.items()}

    def _feed(self, _):
        items = "".join(f"<item><title>{title}</title><link>{path}</link></item>" for path, title in self.headlines.items())
        rss = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Canal</title><link>{self.home}</link>{items}</channel></rss>'
        return Response(rss, content_type="application/rss+xml")

    def _answer(self, request):
        self.asked.append(request.path)
        said = self.served.get(request.path, 404)
        return Response("", said) if isinstance(said, int) else Response(said, content_type="text/html; charset=utf-8")


@pytest.fixture
def site(httpserver, crackwatch, tmp_path) -> Site:
    crackwatch("watch", "add", "place", WATCH)
    crackwatch("watch", "remove", "stalingrad", "--yes")
    found = Site(httpserver)
    opml = f'<opml version="2.0"><body><outline text="Canal" xmlUrl="{found.home}/rss"/></body></opml>'
    (tmp_path / "feeds.opml").write_text(opml, encoding="utf-8")
    assert crackwatch("feeds", "import", tmp_path / "feeds.opml", "--allow-private").code == 0
    return found


@pytest.fixture
def fetch(crackwatch):
    """Fetch with the pages, as JSON, some hours after noon of 5 May 2021."""

    def run(*words: object, hours: int = 0) -> dict:
        os.environ["CRACKWATCH_NOW"] = f"2021-05-{5 + (12 + hours) // 24:02}T{(12 + hours) % 24:02}:00:00Z"
        try:
            code, out, err = crackwatch("fetch", "--force", "--full-text", "matched", "--json", *words)
        finally:
            del os.environ["CRACKWATCH_NOW"]
        assert (code, err) == (0, "")
        return json.loads(out)["data"]

    return run


def stored(db, sql="SELECT title, text FROM article ORDER BY url"):
    connection = sqlite3.connect(db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def test_what_almost_matches_is_read_whole_and_seen_by_watches_days_and_quotes(site, fetch, crackwatch, db):
    site.shows({"/1": "Stalingrad : les riverains à bout", "/2": "Une piscine rouvre"}, _1=page("Stalingrad : les riverains à bout", LONG, QUOTE))

    data = fetch()

    assert data["full_text"] == {"read": 1, "failed": 0, "hits": 1, "left": 0, "failures": []}
    found = json.loads(crackwatch("list", "--format", "jsonl").out)
    assert found["title"] == "Stalingrad : les riverains à bout"
    assert QUOTE in found["text"]
    assert {span["field"] for span in found["spans"]} == {"title", "text"}
    assert "Nadia Perrin" in crackwatch("quotes").out
    assert ("2021-05-03",) in stored(db, "SELECT first_day FROM event_date")
    assert site.asked == ["/robots.txt", "/1"]


def test_whole_texts_show_what_is_a_copy(site, fetch, db):
    body = [
        LONG,
        "Le conseil du quartier a voté mardi un vœu qui demande l'ouverture d'une salle de repos avant l'été.",
        "La mairie répond qu'un bâtiment de l'avenue voisine pourrait accueillir vingt lits dès septembre.",
        "Les médecins de l'hôpital proche rappellent que soixante personnes dorment dehors chaque soir sous le métro aérien.",
    ]
    site.shows({"/1": "Stalingrad : les riverains à bout", "/2": "Lettre au préfet : le crack"})
    site.shows({}, _1=page("Stalingrad : les riverains à bout", *body), _2=page("Lettre au préfet : le crack", *body))

    fetch()

    assert [relation for (relation,) in stored(db, "SELECT relation FROM article ORDER BY url")] in (["original", "update"], ["update", "original"])


def test_a_page_is_asked_for_once_whatever_the_feed_says_next(site, fetch, db):
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=page("Stalingrad : le crack inquiète", LONG))
    first = fetch()
    before = stored(db)
    site.shows({"/1": "Stalingrad : le crack inquiète encore"})

    again = fetch(hours=1)

    assert (first["full_text"]["read"], again["full_text"]["read"], again["revised"]) == (1, 0, 1)
    assert site.asked == ["/robots.txt", "/1"]
    assert stored(db) == [("Stalingrad : le crack inquiète encore", before[0][1])]
    assert before[0][1].startswith("Autour de la place")


def test_what_robots_may_not_read_is_left_as_it_was(site, fetch, db):
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=page("Stalingrad : le crack inquiète", LONG), **{"robots.txt": "User-agent: *\nDisallow: /1\n"})

    fetch()
    fetch(hours=48)

    assert site.asked == ["/robots.txt"]
    assert stored(db) == [("Stalingrad : le crack inquiète", "")]
    assert stored(db, "SELECT state, reason FROM page") == [("bad", "robots.txt asks not to read it")]


def test_rules_that_cannot_be_read_now_are_asked_for_again(site, fetch, db):
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=page("Stalingrad : le crack inquiète", LONG), **{"robots.txt": 500})
    fetch()
    assert "/1" not in site.asked
    site.shows({}, **{"robots.txt": 404})

    assert fetch(hours=3)["full_text"]["read"] == 1


def test_a_page_that_fails_is_asked_for_again_ever_more_rarely_and_then_no_more(site, fetch, db):
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=429)
    asked = {}

    for hours in (0, 1, 2, 5, 6, 13, 14, 29, 30, 200):
        fetch(hours=hours)
        asked[hours] = site.asked.count("/1")

    assert asked == {0: 1, 1: 1, 2: 2, 5: 2, 6: 3, 13: 3, 14: 4, 29: 4, 30: 5, 200: 5}
    assert stored(db) == [("Stalingrad : le crack inquiète", "")]
    assert stored(db, "SELECT state FROM page") == [("bad",)]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (404, "localhost answers with status 404"),
        (page("Le club gagne encore deux fois", "Deux buts à un. " * 20), "its page tells of something else"),
        ("<html><body>cookies?</body></html>", "its page has no headline"),
        (page("Stalingrad : le crack inquiète"), "its page says no more than its feed"),
    ],
)
def test_a_page_that_is_none_changes_nothing(site, fetch, db, said, why):
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=said)

    data = fetch()

    assert (data["full_text"]["read"], data["full_text"]["failed"], data["full_text"]["left"]) == (0, 1, 0)
    assert stored(db) == [("Stalingrad : le crack inquiète", "")]
    assert stored(db, "SELECT count(*) FROM revision") == [(0,)]
    assert stored(db, "SELECT reason FROM page") == [(why,)]


def test_a_page_that_could_not_be_read_is_named_with_the_reason_and_when_it_is_tried_again(site, fetch, crackwatch):
    site.shows({"/1": "Stalingrad : le crack inquiète", "/2": "Stalingrad : le crack recule"}, _1=408, _2=404)
    status = "localhost answers with status 404"

    failures = {page["url"]: page for page in fetch()["full_text"]["failures"]}

    assert failures[f"{site.home}/2"]["reason"] == status
    assert (failures[f"{site.home}/1"]["due"], failures[f"{site.home}/2"]["due"]) == ("2021-05-05T16:00:00+02:00", None)
    gone, later = failures[f"{site.home}/2"]["article"], failures[f"{site.home}/1"]["article"]
    assert f"  its page: could not be read: {status}; not tried again\n" in crackwatch("show", gone).out
    assert "; tried again after 2021-05-05 16:00\n" in crackwatch("show", later).out
    assert json.loads(crackwatch("show", later, "-f", "json").out)["unread"]["due"] == "2021-05-05T16:00:00+02:00"


def test_v_names_each_page_that_could_not_be_read(site, crackwatch):
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=404)

    said = crackwatch("-v", "fetch", "--full-text", "matched").err

    assert f"article 1, {site.home}/1: localhost answers with status 404; it is not tried again\n" in said


def test_a_site_that_wants_a_rest_has_it_and_nothing_counts_as_tried(site, fetch, db):
    site.shows({f"/{n}": f"Stalingrad : le crack, épisode {n}" for n in range(5)}, **{f"_{n}": 429 for n in range(5)})

    data = fetch()

    assert len(site.asked) == 2  # robots.txt, one page
    assert (data["full_text"]["failed"], data["full_text"]["left"]) == (1, 5)
    assert stored(db, "SELECT sum(tries) FROM page") == [(1,)]


def test_a_run_reads_no_more_pages_than_the_settings_say(site, fetch, tmp_path):
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write("[fetch]\nfull_text_pages = 2\n")
    site.shows({f"/{n}": f"Stalingrad, épisode {n}" for n in range(5)}, **{f"_{n}": page(f"Stalingrad, épisode {n}", LONG) for n in range(5)})

    assert [fetch(hours=n)["full_text"]["left"] for n in range(3)] == [3, 1, 0]


def test_a_dry_run_asks_for_no_page_and_keeps_nothing(site, fetch, db):
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=page("Stalingrad : le crack inquiète", LONG))

    data = fetch("--dry-run")

    assert data["full_text"] == {"read": 0, "failed": 0, "hits": 0, "left": 0, "failures": []}
    assert site.asked == []
    assert stored(db) == []


def test_the_settings_may_ask_for_it_and_the_command_line_wins(site, crackwatch, tmp_path, db):
    with (tmp_path / "config.toml").open("a", encoding="utf-8") as settings:
        settings.write('[fetch]\nfull_text = "matched"\n')
    site.shows({"/1": "Stalingrad : le crack inquiète"}, _1=page("Stalingrad : le crack inquiète", LONG))

    assert tuple(crackwatch("-q", "fetch", "--full-text", "never")) == (0, "", "")
    assert site.asked == []
    assert "1 page read: 0 more hits" in crackwatch("-v", "fetch").err
    assert stored(db)[0][1]


def test_a_page_elsewhere_in_a_private_network_is_not_asked_for(site, fetch, db):
    there = f"{site.home.replace('localhost', '127.0.0.1')}/1"
    site.shows({there: "Stalingrad : le crack inquiète"}, _1=page("Stalingrad : le crack inquiète", LONG))

    fetch()

    assert site.asked == []
    assert stored(db, "SELECT text FROM article") == [("",)]


def test_without_the_extra_one_line_says_what_to_install(tmp_path):
    program = "import sys; sys.modules['trafilatura'] = None; from crackwatch.cli import main; sys.exit(main(sys.argv[1:]))"
    words = ["--db", str(tmp_path / "a.db"), "fetch", "--full-text", "matched"]

    done = subprocess.run([sys.executable, "-c", program, *words], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "crackwatch: reading whole articles needs trafilatura",
        "  hint: install it, in the clone of crackwatch: pip install '.[fulltext]'",
    ]
