"""No page that a query hits is put aside, however its words are encoded."""

from __future__ import annotations

import json
import unicodedata
from functools import cache
from html.entities import codepoint2name

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crackwatch.backfill.sieve import Sieve
from crackwatch.watches.query import parse

WORDS = ["évacuation", "ÉVACUÉS", "cœur", "Œuvre", "toxicomanes", "métro", "français", "drogensüchtige", "Straße", "niño", "Łódź", "Erdoğan", "crack"]
ENCODERS = {
    "UTF-8": str.encode,
    "Windows-1252": lambda word: word.encode("cp1252"),
    "ISO 8859-15": lambda word: word.encode("iso8859-15"),
    "Windows-1250": lambda word: word.encode("cp1250"),
    "Windows-1254": lambda word: word.encode("cp1254"),
    "UTF-16": lambda word: f"<html>{word}".encode("utf-16"),
    "combining marks": lambda word: unicodedata.normalize("NFD", word).encode(),
    "names": lambda word: "".join(f"&{codepoint2name[ord(c)]};" if ord(c) in codepoint2name else c for c in word).encode("ascii"),
    "numbers": lambda word: word.encode("ascii", "xmlcharrefreplace"),
    "hexadecimal": lambda word: "".join(c if c.isascii() else f"&#x{ord(c):X};" for c in word).encode(),
    "JSON": lambda word: json.dumps(word).encode(),
    "soft hyphens": lambda word: "\xad".join(word).encode(),
    "named soft hyphens": lambda word: f"{word[:3]}&shy;{word[3:]}".encode(),
    "capitals": lambda word: word.upper().encode(),
}
PAGE = b"<!doctype html><html><body><p>Les riverains %s attendent le d\xc3\xa9part.</p></body></html>"


@cache
def alone(query: str) -> Sieve:
    return Sieve([parse(query)])


@cache
def crowd() -> Sieve:
    """Many words are looked for in another way than few."""
    asked = [*(f'"{word}"' for word in WORDS), "19e", "crack stalingrad", '"salle de consommation"']
    return Sieve([parse(query) for query in (*asked, *(f"zzyx{n}q" for n in range(40)))])


@pytest.mark.parametrize("encoding", ENCODERS)
@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_seen_in_every_encoding(word, encoding):
    try:
        written = ENCODERS[encoding](word)
    except UnicodeEncodeError:
        pytest.skip(f"{encoding} has no sign for it")
    latin = encoding.startswith(("Windows", "ISO"))
    body = written if encoding == "UTF-16" else (PAGE.replace(b"\xc3\xa9", b"\xe9") if latin else PAGE).replace(b"%s", written)

    assert alone(f'"{word}"').may_hold(body)
    assert crowd().may_hold(body)


@pytest.mark.parametrize("written", ["19e", "19ème", "19<sup>e</sup>", "XIXe", "dix-neuvième", "dix neuvième", "19th", "nineteenth", "19 e"])
def test_an_ordinal_is_seen_however_it_is_written(written):
    page = f"<p>Dans le {written} arrondissement</p>".encode()

    assert alone("19e").may_hold(page)
    assert crowd().may_hold(page)


@pytest.mark.parametrize("one", [Sieve([parse("crack stalingrad"), parse('"salle de consommation"')]), Sieve([parse(f"crack zzyx{n}q") for n in range(40)])])
def test_what_lacks_a_word_is_put_aside(one):

    assert not one.may_hold(b"<p>Le crack du tournoi</p>")
    assert not one.may_hold(b"<p>Une salle de sport</p>")
    assert one.may_hold(b"<p>Le crack, place Stalingrad, zzyx7q</p>")


def test_a_query_that_may_hit_anything_lets_everything_through():
    assert Sieve([parse("source:canal")]).may_hold(b"<p>Rien</p>")


ANY_WORD = st.text(alphabet="aàâäeéèêëiîïoôöuûüùcçnñyÿœæß", min_size=4, max_size=9)


@settings(max_examples=5)
@given(st.lists(ANY_WORD, min_size=4, max_size=6), st.sampled_from(["UTF-8", "Windows-1252", "numbers", "combining marks"]))
def test_any_accents_are_seen(words, encoding):
    body = b"<p>Mots : " + b", ".join(map(ENCODERS[encoding], words)) + b".</p>"

    assert Sieve([parse(" ".join(f'"{word}"' for word in words))]).may_hold(body)  # which needs them all
