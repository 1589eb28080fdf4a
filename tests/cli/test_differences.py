from __future__ import annotations

from crackwatch.answers import ArticleDetail
from crackwatch.cli.differences import differences
from crackwatch.model import Article, ArticleView, Moment, Revision
from tests.archived import PARIS, at


def changed(before: str, after: str) -> list[str]:
    """The lines on an article whose text was changed once, without the line that says when."""
    now = Article(
        1, "https://gazette.example/1", "https://gazette.example/1", 0, "Gazette", "Titre", "", after, "", "fr",
        Moment("", None), 0, 0, "2021-05-13", "live",
    )  # fmt: skip
    states = (Revision("Titre", "", before, at("2021-05-13"), at("2021-05-13T10:30")),)
    view = ArticleView(now, (now.url,), (), None, None, revisions=states)
    head, *lines = "".join(differences(ArticleDetail(view, PARIS, (), None, (), ()))).splitlines()
    assert head == "# 2021-05-13 10:30"
    return lines


def test_the_words_that_went_and_came_are_marked():
    assert changed("Trois personnes sont blessées.", "Quatre personnes sont blessées.") == ["text: [-Trois-] {+Quatre+} personnes sont blessées."]


def test_sentences_that_stayed_are_passed_over():
    assert changed("Un. La rue est calme. Trois.", "Un. La rue est fermée. Trois.") == ["text: La rue est [-calme.-] {+fermée.+}"]


def test_of_a_long_sentence_only_the_words_beside_a_change_are_shown():
    said = " ".join(f"mot{n}" for n in range(40))
    assert changed(f"{said} ici {said}", f"{said} là {said}") == [
        "text: … mot34 mot35 mot36 mot37 mot38 mot39 [-ici-] {+là+} mot0 mot1 mot2 mot3 mot4 mot5 …"
    ]


def test_white_space_is_no_change():
    assert changed("La rue  est calme.", "La rue est calme.") == []


def test_a_text_that_came_later_came_as_a_whole():
    assert changed("", "La rue est calme.") == ["text: {+La rue est calme.+}"]
