from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest

GOOD = [
    {"title": "Crack à Stalingrad : les riverains à bout", "url": "https://gazette.example/1", "published": "2021-05-13"},
    {"title": "Le PSG gagne encore", "url": "https://gazette.example/2", "published": "2021-05-14"},
]
FEED = '<rss version="2.0"><channel><title>Gazette</title><item><title>Crack à Stalingrad</title><link>https://gazette.example/3</link></item></channel></rss>'


@pytest.fixture
def write(tmp_path):
    def to(name: str, *lines: object):
        file = tmp_path / name
        file.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
        return file

    return to


def test_articles_come_from_lines_of_json_once(crackwatch, write):
    file = write("good.jsonl", *GOOD)
    assert tuple(crackwatch("import", file)) == (0, "2 articles read: 2 new, 1 hit\n", "")
    assert tuple(crackwatch("import", file)) == (0, "2 articles read: 0 new, 0 hits\n", "")
    assert len(crackwatch("list", "--all").out.splitlines()) == 2


def test_bad_lines_are_named_and_good_ones_stored(crackwatch, write):
    file = write("mixed.jsonl", GOOD[0], "{oops", {"title": 3}, ["title"], {"url": "https://x.example/"}, GOOD[1])
    code, out, err = crackwatch("import", file)
    assert (code, out) == (3, "2 articles read: 2 new, 1 hit\n")
    assert [line.partition(":")[0] for line in err.splitlines()[:4]] == [f"{file}, line {n}" for n in (2, 3, 4, 5)]
    assert err.splitlines()[4:] == ["crackwatch: 4 could not be read; the others are stored", "  hint: mend what is named above and import it again"]


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (json.dumps(GOOD[0]) + "\n{oops\n", (3, "1 article read: 1 new, 1 hit\n", "standard input, line 2: it is not JSON")),
        (FEED, (0, "1 article read: 1 new, 1 hit\n", "")),
        ("Crack à Stalingrad : les riverains à bout\n\nIls ont écrit au préfet.\n", (0, "1 article read: 1 new, 1 hit\n", "")),
        ("", (3, "0 articles read: 0 new, 0 hits\n", "standard input: no article is in it")),
    ],
    ids=["lines of JSON", "a feed", "a text", "nothing"],
)
def test_a_dash_is_stdin_whatever_that_says(tmp_path, said, answer):
    words = [sys.executable, "-m", "crackwatch", "--db", str(tmp_path / "a.db"), "import", "-"]

    done = subprocess.run(words, input=said, capture_output=True, encoding="utf-8", check=False)

    assert (done.returncode, done.stdout, done.stderr.partition("\n")[0]) == answer


def test_a_list_of_feeds_is_no_article(crackwatch, write):
    file = write("mine.opml", '<opml version="2.0"><head><title>Mine</title></head><body><outline xmlUrl="https://a.example/f"/></body></opml>')

    code, out, err = crackwatch("import", file)

    assert (code, out) == (3, "0 articles read: 0 new, 0 hits\n")
    assert err.startswith(f"{file}: it is a list of feeds; follow them with: crackwatch feeds import {file}\n")


NOTHING = "crackwatch: nothing in it could be read\n  hint: mend what is named above and import it again\n"


@pytest.mark.parametrize("name", ["program", "picture.jpg", "list.jsonl", "text.txt"])
@pytest.mark.parametrize(
    ("said", "why"),
    [
        (b"\x7fELF\2\1\1\0\n\0\n{}\n", "it is no text"),
        (b"\xff\xfe\0abc", "it is no text"),  # two signs of UTF-16, by chance
        (gzip.compress(b'{"title": "Crack"}\n' * 9), "it is packed by gzip; unpack it with gunzip, then import that"),
    ],
    ids=["binary", "marked", "gzip"],
)
def test_what_is_no_text_is_told_in_one_line_and_not_stored(crackwatch, tmp_path, name, said, why):
    file = tmp_path / name
    file.write_bytes(said)
    assert tuple(crackwatch("import", file)) == (3, "0 articles read: 0 new, 0 hits\n", f"{file}: {why}\n{NOTHING}")


WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]  # with a mark, then without


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a.jsonl", '{"title": "Crack à Stalingrad"}\n{"title": "La rue à l’été"}\n'),
        ("text.txt", "Crack à Stalingrad\n\nLa rue à l’été.\n"),
        ("page.html", "<!doctype html><html><body><h1>Crack à Stalingrad</h1><p>La rue.</p></body></html>"),
    ],
)
def test_whatever_a_file_is_written_in_is_read(crackwatch, tmp_path, encoding, name, said):
    (tmp_path / name).write_text(said, encoding=encoding)

    code, _, err = crackwatch("import", tmp_path / name)

    assert (code, err) == (0, "")
    assert "Crack à Stalingrad" in crackwatch("list").out


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", *WIDE])
def test_a_table_is_refused_in_one_line_that_says_what_is_read(crackwatch, tmp_path, encoding):
    file = tmp_path / "table.csv"
    file.write_text("title,url\n" + "Crack à Stalingrad,https://gazette.example/1\n" * 50, encoding=encoding)

    code, _, err = crackwatch("import", file)

    assert code == 3
    assert err.splitlines()[0] == f'{file}: no line of it is JSON; write each article as {{"title": "…", "url": "…", "published": "…"}}'
    assert len(err.splitlines()) == 3  # and what that means for the whole


def test_of_many_bad_lines_the_first_are_named(crackwatch, write):
    err = crackwatch("import", write("bad.jsonl", *["{oops"] * 30)).err.splitlines()
    assert (len(err), err[20]) == (23, "and 10 more like these")


def test_texts_under_one_headline_are_two_articles_each_of_them_once(crackwatch, write):
    texts = [write(f"{rue}.txt", "Communiqué de presse", "", f"Du crack rue {rue}.") for rue in ("Riquet", "Ordener")]
    for new in (1, 0):
        for text in texts:
            assert crackwatch("import", text).out == f"1 article read: {new} new, {new} hit{'' if new else 's'}\n"
    assert len(crackwatch("list", "-f", "jsonl").out.splitlines()) == 2


def test_the_file_of_a_feed_is_recognised(crackwatch, write):
    assert crackwatch("import", write("feed.xml", FEED), write("good.jsonl", *GOOD)).out == "3 articles read: 3 new, 2 hits\n"


def test_all_articles_are_grouped_when_asked(crackwatch, write):
    file = write("good.jsonl", *GOOD)
    assert crackwatch("import", "--stories", "all", file).code == 0
    stories = [json.loads(line)["story"] for line in crackwatch("list", "--all", "-f", "jsonl").out.splitlines()]
    assert None not in stories


def test_an_empty_file_makes_an_archive(crackwatch, write, db):
    assert crackwatch("import", write("empty.jsonl")).out == "0 articles read: 0 new, 0 hits\n"
    assert db.exists()


def test_a_file_that_is_not_there_stores_nothing_of_the_others(crackwatch, write, tmp_path, db):
    code, out, err = crackwatch("import", write("good.jsonl", *GOOD), tmp_path / "none.jsonl")
    assert (code, out) == (2, "")
    assert err.startswith(f"crackwatch: cannot read {tmp_path}/none.jsonl: No such file")
    assert not db.exists()


# --- stories, by hand


def test_what_a_person_says_of_stories_lasts(crackwatch, write):
    copies = [GOOD[0], GOOD[0] | {"url": "https://canal.example/1", "outlet": "Canal"}, GOOD[1]]
    assert crackwatch("import", "--stories", "all", write("copies.jsonl", *copies)).code == 0
    first, copy, other = (json.loads(line) for line in crackwatch("export", "--all").out.splitlines())
    assert first["story"] == copy["story"] != other["story"]
    assert crackwatch("stories", "merge", first["story"], other["story"]).out == f"both are story {first['story']} now\n"
    assert crackwatch("stories", "split", first["story"], other["id"]).code == 0
    assert crackwatch("stories", "rerun", "--all", "--dry-run").code == 0
    assert crackwatch("stories", "rerun", "--all").out.startswith("3 articles: 2 stories (before: 2), 1 copy (before: 1); 0 in another story")
    for words in (["merge", "1", "99"], ["split", "99", "1"], ["show", "99"]):
        assert crackwatch("stories", *words).err.startswith("crackwatch: there is no story 99\n")


def test_what_is_exported_is_imported_whole(crackwatch, write, tmp_path, db):
    text = "Lundi, les habitants ont été reçus. « Nous ne dormons plus », dit l'un d'eux."
    told = {"summary": "Un lundi de colère.", "text": text, "author": "Ana Petit", "outlet": "La Gazette", "lang": "fr"}
    said = [GOOD[0] | told | {"published": "2021-05-13T08:30:00+02:00"}, GOOD[1] | {"published": "2021-05-14T09:00:00+02:00"}]
    crackwatch("import", write("said.jsonl", *said))
    exported = tmp_path / "exported.jsonl"
    assert crackwatch("export", "--all", "-o", exported).code == 0
    db.unlink()
    assert crackwatch("import", exported).out == "2 articles read: 2 new, 1 hit\n"

    again = [json.loads(line) for line in crackwatch("export", "--all").out.splitlines()]

    fields = ("url", "canonical_url", "title", "summary", "text", "author", "outlet", "lang", "published", "watches", "spans")
    before = [json.loads(line) for line in exported.read_text(encoding="utf-8").splitlines()]
    assert [[article[name] for name in fields] for article in again] == [[article[name] for name in fields] for article in before]
    assert again[0]["text"] == text


ONE_DAY = {"title": "Communiqué de presse", "outlet": "Préfecture", "published": "2021-05-13"}
RIQUET, ORDENER = "Du crack rue Riquet, à Stalingrad.", "Du crack rue Ordener, loin de Stalingrad."


@pytest.mark.parametrize(
    ("texts", "articles"),
    [
        ((RIQUET, ORDENER), 2),
        ((RIQUET, RIQUET.upper()), 1),
        ((RIQUET, f"{RIQUET} La place est évacuée."), 1),
        ((f"{RIQUET} La place est évacuée.", RIQUET), 1),
        ((RIQUET, ""), 1),
        ((RIQUET, ORDENER, f"{ORDENER} Il pleut."), 2),
    ],
    ids=["others", "same", "longer", "shorter", "headline", "two and a longer one"],
)
@pytest.mark.parametrize("field", ["text", "summary"])
@pytest.mark.parametrize("together", [True, False])
def test_texts_of_one_day_under_one_headline_are_as_many_articles_as_say_something_else(crackwatch, write, texts, articles, field, together):
    lines = [ONE_DAY | {field: text} for text in texts]
    files = [write("all.jsonl", *lines)] if together else [write(f"{n}.jsonl", line) for n, line in enumerate(lines)]

    new = [crackwatch("import", *files).out.partition(": ")[2].partition(",")[0] for _ in range(2)]

    assert new == [f"{articles} new", "0 new"]
    assert len(crackwatch("list", "--all", "-f", "jsonl").out.splitlines()) == articles


# --- how an archive is grouped


APART = [
    {"title": "Le marché aux fleurs rouvre à Gap", "url": "https://gazette.example/1", "published": "2021-05-13T08:00:00Z", "summary": "Cinquante étals."},
    {"title": "Le marché aux fleurs rouvre à Gap", "url": "https://canal.example/1", "published": "2021-05-13T09:00:00Z", "summary": "Cinquante étals."},
]


@pytest.fixture
def all_by_settings(crackwatch, tmp_path):
    with (tmp_path / "config.toml").open("r+", encoding="utf-8") as settings:
        said = settings.read()
        settings.seek(0)
        settings.write(f'stories = "all"\n{said}')


def grouped(crackwatch) -> set[int | None]:
    return {json.loads(line)["story"] for line in crackwatch("list", "--all", "-f", "jsonl").out.splitlines()}


def test_settings_say_for_all_ways_in_whether_all_articles_are_grouped_and_the_command_line_wins(all_by_settings, crackwatch, write):
    file = write("articles.jsonl", *APART)
    assert crackwatch("import", "--stories", "hits", file).code == 0
    assert grouped(crackwatch) == {None}

    assert crackwatch("stories", "rerun", "--hits").code == 0
    assert grouped(crackwatch) == {None}
    assert crackwatch("stories", "rerun").code == 0
    assert grouped(crackwatch) == {1}


def test_an_import_groups_as_the_settings_say(all_by_settings, crackwatch, write):
    assert crackwatch("import", write("articles.jsonl", *APART)).code == 0
    assert len(grouped(crackwatch)) == 1
    assert None not in grouped(crackwatch)


def test_a_fetch_groups_as_the_settings_say(all_by_settings, crackwatch, httpserver):
    items = "".join(f"<item><title>{one['title']}</title><link>{one['url']}</link></item>" for one in APART)
    rss = f"<rss version='2.0'><channel><title>Gap</title>{items}</channel></rss>"
    httpserver.expect_request("/rss").respond_with_data(rss, content_type="application/rss+xml")
    assert crackwatch("feeds", "add", httpserver.url_for("/rss"), "--allow-private").code == 0

    assert crackwatch("fetch").code == 0
    assert None not in grouped(crackwatch)


def test_a_story_that_there_is_not_has_no_number(crackwatch, write):
    crackwatch("import", write("good.jsonl", *GOOD))

    assert [line.split()[1] for line in crackwatch("stories", "list", "--all").out.splitlines()] == ["-", "1"]
