"""The HTML report: one file that loads nothing, runs nothing and says everything to everybody."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given

from crackwatch import ask
from crackwatch.answers import Dossier
from crackwatch.model import Selection
from crackwatch.render import machine
from tests.archived import Seed
from tests.render.answered import NOW, archive, made_of, quoted
from tests.render.test_hostile import URL, URLS, WORDS

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
VOID = {"meta", "br"}


class Outline(HTMLParser):
    """What a page is made of, as another parser sees it."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.crossed = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.crossed.append(tag)

    def all(self, *names):
        return [attrs for tag, attrs in self.tags if tag in names]


def of(word, url):
    _, _, timeline, _, _, sources, *_ = made_of(word, url)
    return Dossier(word, ((word, word),), NOW, timeline, timeline.buckets, 1, sources.sources, (quoted(word, url),), 3)


def page_of(dossier):
    return "".join(machine.render(dossier, "html"))


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    with archive(tmp_path_factory.mktemp("page")) as opened:
        return page_of(ask.dossier(opened, Selection(), now=NOW, title="Stalingrad"))


def test_every_part_has_its_heading(page):
    headings = re.findall(r"<h([123])>(.*?)</h\1>", page)

    assert headings == [
        ("1", "Stalingrad"), ("2", "By week"), ("3", "Published"), ("3", "Happened"), ("2", "Peaks"), ("2", "Key dates"),
        ("2", "Stories"), ("2", "Gaps in the record"), ("2", "Sources"), ("2", "Quotes"), ("2", "How this was made"),
    ]  # fmt: skip


def test_what_was_told_and_by_whom_stands_there(page):
    for words in (
        "Crack : les riverains de Stalingrad manifestent", "+2 copies +1 more", "2021-05-20 to 2021-05-31: not polled", "then Le Canal, La Gazette, The Mill",
        "<code>crack</code>", "The record begins 2021-05-02; 2 feeds followed", "1 article that learning found unlikely", "« La situation ne peut plus durer ainsi »<br>Jeanne Morel, maire de l&#x27;arrondissement",
        "<blockquote>rien n&#x27;a été signalé cette nuit-là<br>une source policière", "in 2 articles",
    ):  # fmt: skip
        assert words in page


def test_tags_close_where_they_should_and_ids_are_unique(page):
    outline = Outline(page)

    assert (outline.open, outline.crossed) == ([], [])
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_a_person_who_does_not_see_the_bars_is_told_of_them(page):
    outline = Outline(page)

    assert [svg["role"] for svg in outline.all("svg")] == ["img", "img"]
    assert all(f'id="{svg["aria-labelledby"]}"' in page for svg in outline.all("svg"))
    assert "6 articles from 2021-04-26 to 2021-07-04, most in 2021-05-10 (4)" in page
    assert all("scope" in cell for cell in outline.all("th"))
    assert outline.all("html")[0]["lang"] == "en"
    assert {link.get("lang") for link in outline.all("a")} == {"fr", "en"}


def test_colours_are_dark_enough_on_white(page):
    def channel(value):
        value /= 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    for colour in re.findall(r"[{;](?:color|fill):#([0-9a-f]{6})", page):
        light = sum(w * channel(int(colour[i : i + 2], 16)) for w, i in ((0.2126, 0), (0.7152, 2), (0.0722, 4)))
        assert colour == "d9d9d9" or 1.05 / (light + 0.05) >= 4.5, (
            colour
        )  # WCAG 2.2, 1.4.3; the light grey carries no text


@given(WORDS, URLS)
def test_nothing_runs_loads_or_leads_off_the_web(word, url):
    outline = Outline(page_of(of(word, url)))

    assert (outline.open, outline.crossed) == ([], [])
    assert not outline.all(
        "script", "img", "link", "iframe", "object", "embed", "base", "form", "audio", "video", "use", "image"
    )
    assert not [
        name
        for _, attrs in outline.tags
        for name in attrs
        if name.startswith("on") or name in {"style", "src", "srcset", "xlink:href"}
    ]
    for link in outline.all("a"):
        assert link["href"].startswith(("http://", "https://"))
        assert link["rel"] == "noopener noreferrer"
    assert outline.all("meta")[1]["content"].startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_a_long_affair_stays_small(tmp_path):
    seed = Seed(tmp_path)
    for n in range(600):
        day = f"{2021 + n // 120}-{1 + n % 12:02}-{1 + n % 28:02}T08:00"
        seed.article(f"Une dépêche assez longue sur la place Stalingrad et ses riverains, numéro {n}", day, f"Le Journal {n % 40}",
                     story=1 + n // 2, url=f"https://journal-{n % 40}.example/paris/2021/05/12/une-adresse-de-longueur-ordinaire-{n}.html")  # fmt: skip
    with seed.reading() as opened:
        found = page_of(ask.dossier(opened, Selection(), now=NOW))

    assert len(found.encode()) <= 60_000
    assert "The 80 biggest; 220 more" in found


def test_a_dossier_in_another_format_is_its_timeline():
    assert "".join(machine.render(of("Titre", URL), "md")).startswith("# Timeline")


def browsed(profile: Path, address: str) -> subprocess.CompletedProcess[str]:
    """What a browser makes of a page: its tree, and on stderr what it complains of."""
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", f"--user-data-dir={profile}", "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", address,
    ]  # fmt: skip
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.skipif(BROWSER is None, reason="no chromium here")
def test_a_browser_shows_it_without_a_complaint_or_a_request(httpserver, tmp_path):
    leak = httpserver.url_for("/leak")
    trick = f"<img src={leak}><script>document.title='run'</script><style>@import '{leak}'</style>\" onload=\"fetch('{leak}')"
    httpserver.expect_request("/").respond_with_data(page_of(of(trick, URL)), content_type="text/html; charset=utf-8")
    if "<html" not in browsed(tmp_path, "about:blank").stdout:
        pytest.skip("the browser does not run here")

    done = browsed(tmp_path, httpserver.url_for("/"))

    assert done.stdout.count("<svg") == 2
    assert "<title>&lt;img src=" in done.stdout
    assert "CONSOLE" not in done.stderr
    assert {request.path for request, _ in httpserver.log} <= {"/", "/favicon.ico"}
