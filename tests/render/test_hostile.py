"""Titles, names and addresses come from strangers: no format lets them do more than be read."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from crackwatch.render import machine, terminal
from crackwatch.render.signs import clean, fit, width
from tests.render.answered import made_of

URL = "https://a.example/1"
TRICKS = [
    "[/foo] [link=http://evil.example]x[/link]", "\x1b]52;c;eA==\x07", "\x9b2J", "a\u2028b", "a\tb\r\nc", "=HYPERLINK(1)", "+1", "-1", "@x",
    "<script>alert(1)</script>", '" onload="x', "`a` **b** [c](javascript:d) | e", "a\u202eb", "]]>", "&amp;", "\ufffe\x00", "日本語" * 30, "",
]  # fmt: skip
WORDS = (
    st.sampled_from(TRICKS)
    | st.text(st.characters(codec="utf-8"), max_size=40)
    | st.lists(st.sampled_from(TRICKS), max_size=3).map("".join)
)
URLS = st.sampled_from(
    [URL, "javascript:alert(1)", "https://a.example/a b)|<>\"'", "urn:crackwatch:1", "data:text/html,x"]
)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@pytest.mark.parametrize("form", ["plain", "json", "jsonl", "csv", "tsv", "md"])
@given(WORDS, URLS)
def test_no_control_reaches_an_answer(form, word, url):
    for value in made_of(word, url):
        assert not CONTROLS.search("".join(machine.render(value, form)))


@settings(max_examples=40)
@given(WORDS, URLS)
def test_a_table_shows_text_as_text(word, url):
    for value in made_of(word, url):
        assert not CONTROLS.search("".join(terminal.render(value, color=False, width=80)))


@settings(max_examples=40)
@given(WORDS)
def test_with_colour_every_escape_is_our_own(word):
    for value in made_of(word, URL):
        rest = re.sub(r"\x1b\[[0-9;]*m", "", "".join(terminal.render(value, color=True, width=80)))
        assert not CONTROLS.search(rest)


@given(WORDS, URLS)
def test_json_gives_back_what_went_in(word, url):
    for value in made_of(word, url):
        text = "".join(machine.render(value, "json"))
        assert len(text.splitlines()) <= 3
        found = json.loads(text)
        shown = str(found)
        assert str([word])[1:-1] in shown


@given(WORDS, URLS)
def test_no_cell_is_a_formula_and_no_row_breaks(word, url):
    for value in made_of(word, url):
        rows = list(csv.reader(io.StringIO("".join(machine.render(value, "csv")))))
        assert len({len(row) for row in rows}) == 1
        assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_cells_are_left_as_they_are_where_somebody_asks():
    value = made_of("=1+1", URL)[0]

    assert ",=1+1," in "".join(machine.render(value, "csv", raw=True))
    assert ",'=1+1," in "".join(machine.render(made_of("=1+1", URL)[0], "csv"))


@given(WORDS, URLS)
def test_atom_is_well_formed_and_links_to_the_web_only(word, url):
    root = ET.fromstring("".join(machine.render(made_of(word, url)[0], "atom", title=word)).encode())

    assert all(link.get("href", "").startswith("https://") for link in root.iter("{http://www.w3.org/2005/Atom}link"))


@given(WORDS, URLS)
def test_markdown_holds_no_html_and_links_to_the_web_only(word, url):
    for value in made_of(word, url):
        tokens = MarkdownIt("commonmark").enable("table").parse("".join(machine.render(value, "md")))
        inner = [t for token in tokens for t in (token, *(token.children or ()))]
        assert not [t for t in inner if t.type in {"html_block", "html_inline", "image"}]
        assert all(str(t.attrs.get("href")).startswith("https://") for t in inner if t.type == "link_open")


@given(WORDS, URLS)
def test_timelinejs_gets_escaped_html(word, url):
    events = json.loads("".join(machine.render(made_of(word, url)[2], "timelinejs")))["events"]

    assert all(
        re.fullmatch(r'(<a href="https://[^"<>]*">)?[^<>]*(</a>)?', event["text"]["headline"]) for event in events
    )


@given(st.text(max_size=60), st.integers(1, 40))
def test_what_fits_takes_no_more_columns_than_it_may(text, columns):
    assert width(fit(text, columns)) <= columns
    assert "\n" not in fit(text, columns)


@given(st.text(max_size=30))
def test_what_is_clean_stays_as_it_is(text):
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("value", made_of("Une dépêche sur Stalingrad" * 8, URL)[2:3])
def test_lines_keep_within_eighty_columns(value):
    assert max(width(line) for line in "".join(machine.render(value, "plain")).splitlines()) <= 80


def test_bars_are_drawn_in_ascii_where_a_stream_knows_no_other():
    assert "".join(machine.render(made_of("Titre", URL)[2], "plain", ascii_only=True)).isascii()
