"""JSON Feed 1.0 and 1.1."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.feeds import jsonfeed
from crackwatch.model import Entry

URL = "https://radio.example/feed.json"
VERSION = "https://jsonfeed.org/version/1.1"


def read(**said):
    return jsonfeed.document(json.dumps({"version": VERSION} | said).encode(), URL)


def test_all_that_an_item_says():
    document = read(
        title="Radio",
        home_page_url="https://radio.example/",
        language="fr-FR",
        authors=[{"name": "La rédaction"}],
        items=[
            {"id": "a", "url": "pont", "title": "Un pont", "summary": "Il rouvre.", "content_html": "<p>Il rouvre.</p><p>Enfin&nbsp;!</p>",
             "date_published": "2021-05-20T18:30:00+02:00", "date_modified": "2021-05-21T08:00:00+02:00", "authors": [{"name": "Ana"}, {"name": "Léo"}],
             "language": "en", "attachments": [{"url": "son.mp3", "mime_type": "audio/mpeg"}]},
            {"id": "https://radio.example/2", "content_text": "Sans titre < avec texte"},
        ],
    )  # fmt: skip

    assert (document.kind, document.title, document.url, document.lang) == ("json", "Radio", "https://radio.example/", "fr")
    assert document.entries == (
        Entry(
            title="Un pont",
            url="https://radio.example/pont",
            guid="a",
            summary="Il rouvre.",
            text="Il rouvre. Enfin !",
            published="2021-05-20T18:30:00+02:00",
            updated="2021-05-21T08:00:00+02:00",
            author="Ana, Léo",
            lang="en",
            enclosures=("https://radio.example/son.mp3",),
        ),
        Entry(title="", url="https://radio.example/2", guid="https://radio.example/2", summary="Sans titre < avec texte", author="La rédaction", lang="fr"),
    )


def test_version_1_0_has_one_author():
    document = read(version="https://jsonfeed.org/version/1", items=[{"id": 3, "title": "Un pont", "author": {"name": "Ana"}}])

    assert [(e.guid, e.author) for e in document.entries] == [("3", "Ana")]


@pytest.mark.parametrize("body", [b"", b"[]", b'{"version": 1}', b'{"items": []}', b"{" * 100_000, b'{"a":' * 50_000, b'{"version": ' + b"9" * 5_000 + b"}"])
def test_other_json_is_no_feed(body):
    assert jsonfeed.document(body, URL) is None


def test_an_address_that_cannot_be_one_costs_no_entry():
    assert [e.url for e in read(items=[{"id": 1, "url": "http://["}, {"id": 2, "url": "/2"}]).entries] == ["", "https://radio.example/2"]


VALUES = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda v: st.lists(v, max_size=2) | st.dictionaries(st.text(max_size=3), v, max_size=2), max_leaves=4)
NAMES = "id url external_url title summary content_html content_text date_published authors author attachments language".split()


@given(st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=6))
def test_values_of_any_type_do_no_harm(item):
    assert len(read(items=[item], authors=item.get("authors"), title=item.get("title")).entries) == 1
