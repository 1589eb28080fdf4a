"""Who is quoted with which words, in four languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crackwatch.reports.quotes import Quoted, quotes_in, same_quote_key


def only(text: str, lang: str = "fr") -> Quoted:
    (quoted,) = quotes_in(text, lang)
    return quoted


# text, language, speaker, role, words
DIRECT = [
    ("« Nous ne dormons plus », déclare Anne Dupont, habitante du quartier.", "fr", "Anne Dupont", "habitante du quartier", "Nous ne dormons plus"),
    ("«Ces tirs sont un signal», a expliqué au quotidien le maire PS du 19e, Jean Marchand.", "fr", "Jean Marchand", "maire PS du 19e", "Ces tirs sont un signal"),
    ('"On a entendu des explosions", témoigne au quotidien local Sandrine, une riveraine.', "fr", "Sandrine", "riveraine", "On a entendu des explosions"),
    ("\"C'est grave et triste\", s'indigne Karim, 34 ans, boucher.", "fr", "Karim", "34 ans, boucher", "C'est grave et triste"),
    ("Le maire Jean Marchand a déclaré mardi à la radio que les tirs étaient « dangereux et inacceptables ».", "fr", "Jean Marchand", "maire", "dangereux et inacceptables"),
    ("Jean Marchand, maire (PS) du 19e arrondissement, affirme : « Il faut agir vite. »", "fr", "Jean Marchand", "maire (PS) du 19e arrondissement", "Il faut agir vite."),
    ("Anne Dupont : « Nous ne dormons plus. »", "fr", "Anne Dupont", "", "Nous ne dormons plus."),
    ("Pour la maire de Paris, Anne Dupont, « il faut des lieux adaptés ».", "fr", "Anne Dupont", "maire de Paris", "il faut des lieux adaptés"),
    ("« Le mur restera », a déclaré la maire de La Fourche Anne Dupont.", "fr", "Anne Dupont", "maire de La Fourche", "Le mur restera"),
    ("« Nous voulons la paix », selon Le Matin.", "fr", "Le Matin", "", "Nous voulons la paix"),
    ("« Nous n'en pouvons plus, explique Anne Dupont, riveraine. C'est un enfer. »", "fr", "Anne Dupont", "riveraine", "Nous n'en pouvons plus. C'est un enfer."),
    ("“These shots are a signal,” said John Marsh, the mayor of the district.", "en", "John Marsh", "mayor of the district", "These shots are a signal"),
    ("“We have not slept,” Ann Dale, a resident, told reporters.", "en", "Ann Dale", "resident", "We have not slept"),
    ("“No one was hurt,” deputy mayor for housing Ann Dale said.", "en", "Ann Dale", "deputy mayor for housing", "No one was hurt"),
    ("Ann Dale, a resident, said: “We have not slept.”", "en", "Ann Dale", "resident", "We have not slept."),
    ("„Wir schlafen nicht mehr“, sagte Anna Müller, eine Anwohnerin.", "de", "Anna Müller", "Anwohnerin", "Wir schlafen nicht mehr"),
    ("„Das ist ein Signal“, so Bürgermeister Franz Huber.", "de", "Franz Huber", "Bürgermeister", "Das ist ein Signal"),
    ("«Llevamos meses sin dormir», dijo Ana García, vecina del barrio.", "es", "Ana García", "vecina del barrio", "Llevamos meses sin dormir"),
    ('"Hay que actuar rápido", afirmó el alcalde, Francisco López.', "es", "Francisco López", "alcalde", "Hay que actuar rápido"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lang", "speaker", "role", "words"), DIRECT, ids=[case[0] for case in DIRECT])
def test_direct_speech_has_a_speaker_a_role_and_words(text, lang, speaker, role, words):
    quoted = only(text, lang)
    assert (quoted.speaker, quoted.role, quoted.words) == (speaker, role, words)
    assert not quoted.anonymous
    assert not quoted.reported


TOLD = [
    ("D'après la préfecture de police, huit personnes ont été arrêtées.", "fr", "préfecture de police", "huit personnes ont été arrêtées"),
    ("Huit personnes ont été arrêtées, selon la préfecture de police.", "fr", "préfecture de police", "Huit personnes ont été arrêtées"),
    ("Selon les informations du Matin, qui cite un rapport, le camp sera déplacé.", "fr", "Matin", "le camp sera déplacé"),
    ("Selon Jeanne Morel, toutefois, la salle fermera en juin.", "fr", "Jeanne Morel", "la salle fermera en juin"),
    ("Jeanne Morel, qui revenait du jardin, a déclaré que la salle fermerait.", "fr", "Jeanne Morel", "la salle fermerait"),
    ("Des riverains, notamment des parents, affirment que la salle fermera.", "fr", "Des riverains", "la salle fermera"),
    ("La mairie a annoncé que la salle fermerait en juin.", "fr", "mairie", "la salle fermerait en juin"),
    ("Eight people were arrested, according to the prefecture.", "en", "prefecture", "Eight people were arrested"),
    ("The mayor said the camp would be cleared.", "en", "mayor", "the camp would be cleared"),
    ("Bürgermeister Franz Huber sagte, dass der Platz geräumt werde.", "de", "Franz Huber", "der Platz geräumt werde"),
    ("El alcalde dijo que el campamento sería desalojado.", "es", "alcalde", "el campamento sería desalojado"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "lang", "speaker", "words"), TOLD, ids=[case[0] for case in TOLD])
def test_reported_speech_is_marked_as_such(text, lang, speaker, words):
    quoted = only(text, lang)
    assert (quoted.speaker, quoted.words, quoted.reported) == (speaker, words, True)
    assert text[quoted.start : quoted.end] == words


NAMELESS = [
    ("Selon une source policière, aucun tir n'a été entendu.", "fr", "une source policière"),
    ("« C'est un enfer », souffle un commerçant sous couvert d'anonymat.", "fr", "un commerçant"),
    ("Plusieurs riverains affirment que la police ne vient plus.", "fr", "Plusieurs riverains"),
    ("According to a police source, no shot was heard.", "en", "a police source"),
    ("Residents said that the square was empty.", "en", "Residents"),
    ("“Nobody listens to us,” said another resident.", "en", "another resident"),
    ("„Niemand hört uns zu“, sagte ein Anwohner.", "de", "ein Anwohner"),
    ("Según fuentes policiales, no hubo ningún herido.", "es", "fuentes policiales"),
]


@pytest.mark.parametrize(("text", "lang", "speaker"), NAMELESS, ids=[case[0] for case in NAMELESS])
def test_those_whom_nobody_names_are_counted_as_such(text, lang, speaker):
    quoted = only(text, lang)
    assert (quoted.speaker, quoted.anonymous) == (speaker, True)


def test_pronouns_stand_for_whoever_spoke_last():
    text = "« Il faut agir », dit Jean Marchand, maire du 19e. « C'est un signal grave », a-t-il ajouté. Il a précisé que le plan est prêt."
    assert [(q.speaker, q.role) for q in quotes_in(text, "fr")] == [("Jean Marchand", "maire du 19e")] * 3
    assert {q.speaker for q in quotes_in("“We must act now,” said Ann Dale. “It is a bad sign,” she added.", "en")} == {
        "Ann Dale"
    }


def test_a_surname_stands_for_the_full_name_given_elsewhere():
    text = "Jean Marchand, maire du 19e, s'est rendu sur place. « Il faut agir vite », a déclaré M. Marchand."
    assert (only(text).speaker, only(text).role) == ("Jean Marchand", "maire du 19e")


def test_marks_that_follow_at_once_go_on_with_the_same_speaker():
    text = "« C'est un enfer », dit Anne Dupont, riveraine. « Personne ne nous écoute. » Le soir tombe. « Fin de la nuit ici. »"
    assert [q.words for q in quotes_in(text, "fr")] == ["C'est un enfer", "Personne ne nous écoute."]


def test_marks_that_are_followed_by_another_speaker_do_not_go_on_with_the_last_one():
    text = "The mayor, Ann Dale, told reporters: “Nobody knew before.” “No one was hurt,” the head of the works, whom nobody named before, said."

    assert [quoted.words for quoted in quotes_in(text, "en") if quoted.speaker == "Ann Dale"] == ["Nobody knew before."]


@pytest.mark.parametrize(
    "text",
    [
        "La « salle de shoot » reste ouverte, et le quartier dit « Stalincrack » proteste.",
        "Le collectif a manifesté. « Nous voulons la paix. » La police est restée.",
        "Selon les cas, la salle ferme. Selon lui, tout va bien.",
        "Le film « Les Nuits du canal » sort mercredi.",
        "Il a dit non.",
        "",
    ],
)
def test_words_that_nobody_clearly_spoke_are_left_out(text):
    assert quotes_in(text, "fr") == ()


def test_a_language_without_rules_gives_nothing():
    assert quotes_in("« Nous ne dormons plus », déclare Anne Dupont.", "ru") == ()


def test_copies_of_a_quote_have_one_key():
    copies = [
        "Nous ne dormons plus depuis des mois, et personne ne nous écoute",
        "nous ne dormons plus depuis des mois, et PERSONNE…",
        "Nous [les riverains] ne dormons plus depuis des mois, et personne",
        "Nous ne dormons plus depuis des mois et personne ne vient",
    ]
    assert len({same_quote_key(words) for words in copies}) == 1
    assert same_quote_key(copies[0]) != same_quote_key("Nous dormons de nouveau depuis des mois, et chacun nous écoute")


def test_hostile_texts_end():
    for unit in ("« a b c », dit ", "« ", '" ', "Anne dit que ", "dit-elle ", "« a, dit b. c »", "selon ", "M. "):
        quotes_in(unit * 400, "fr")


PIECES = st.sampled_from(
    [
        "« ",
        " »",
        '"',
        "“",
        "”",
        ", dit ",
        "Anne Dupont",
        ", maire",
        "selon ",
        "que ",
        ". ",
        ": ",
        "il ",
        "a-t-il ajouté",
        "é",
        "\n",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=40), st.sampled_from(["fr", "en", "de", "es"]))
def test_any_text_gives_quotes_inside_it(text, lang):
    for quoted in quotes_in(text, lang):
        assert 0 <= quoted.start < quoted.end <= len(text)
        assert quoted.speaker
        assert len(quoted.words.split()) >= 3
