import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from crackwatch.watches import ordinals, words

NEWS = "àâäçéèêëîïôöùûüœæßñÉÈŒ’‘“”«»–—…€°№²½ᵉ\xa0\u202f -'.,:;!?()/"
TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(NEWS + "abceilmnrstuvxIVX0123456789")), max_size=60
)


def forms(text):
    return list(words.Passage(text).words)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ÉOLE Éole eole", "eole eole eole"),
        ("cœur, cœurs, CŒUR", "coeur coeur coeur"),
        ("Straße ΣΊΣΥΦΟΣ Łódź Ørsted", "strasse σισυφοσ lodz orsted"),
        ("l’Opoponax l'Opoponax lʼOpoponax", "l opopona l opopona l opopona"),
        ("anti-crack, Rosa-Parks", "anti crack rosa park"),
        ("crack_house c++ #crack @crack", "crack house c crack crack"),
        ("e\u0301cole", "ecole"),
        ("cra\xadck cra\u200bck", "crack crack"),
        ("№5 n°5 5€ Crack™", "5 n 5 5 crack"),
        ("", ""),
    ],
)
def test_case_accents_ligatures_and_signs_do_not_count(text, expected):
    assert " ".join(forms(text)) == expected


@pytest.mark.parametrize(
    "text",
    "19e|19è|19E|19eme|19ème|19ième|19ᵉ|19ᵉᵐᵉ|19th|19º|19es|XIXe|XIXE|xixe|XIXᵉ|XIXème|19 e|19\xa0e|19\u202fe|19 ème|XIX e|"
    "XIX\xa0e|dix-neuvième|Dix-Neuvièmes|dix neuvième|dix\u2011neuvième|nineteenth|neunzehnte|neunzehnten|decimonoveno".split(
        "|"
    ),
)
def test_an_ordinal_is_one_word_however_it_is_written(text):
    assert forms(text) == ["19e"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VIe Ve Xe XIe IVe", "6e 5e 10e 11e 4e"),
        ("vie we've Xie vives", "vie we ve xie vive"),
        ("1er 1re 1ère 1st 2nd 2nde 3rd 1 er", "1e 1e 1e 1e 2e 2e 3e 1e"),
        ("75019", "75019"),
        ("19/19", "19 19"),
        ("Henri XIV", "henri xiv"),
        ("am 19. Mai", "am 19 mai"),
        ("19 e 20", "19 e 20"),
        ("10 e-mails", "10 e mail"),
        ("dix-neuf", "dix neuf"),
        ("lice mixe", "lice mixe"),
    ],
)
def test_what_only_looks_like_an_ordinal_is_none(text, expected):
    assert " ".join(forms(text)) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("crack", "cracks"), ("crackeur", "crackeurs"), ("réseau", "réseaux"), ("modou", "modous")]
)
def test_a_light_plural_does_not_count(one, other):
    assert forms(one) == forms(other)


@pytest.mark.parametrize(
    ("one", "other"), [("pari", "Paris"), ("stres", "stress"), ("crack", "cracker"), ("bas", "ba")]
)
def test_more_than_a_light_plural_counts(one, other):
    assert forms(one) != forms(other)


@given(TEXTS)
@example("VIe ½ œufs \x02 e\u0301 19 e arrondissement ʼ")
def test_the_fast_way_gives_the_words_and_places_of_the_slow_way(text):
    alone, beside_rarer = words.Passage(text), words.Passage(f"{text}\nΩ")

    assert words.unshortened(text) == tuple(text.translate(words._signs).split())
    assert (*alone.words, "ω") == beside_rarer.words
    assert alone.places == beside_rarer.places[:-1]


@given(TEXTS)
def test_words_stand_where_they_are_said_to_stand(text):
    passage = words.Passage(text)

    assert len(passage.places) == len(passage.words)
    before = 0
    for start, end in passage.places:
        assert before <= start + 1  # one sign may hold two words: ½
        assert start < end <= len(text)
        before = end


@given(
    st.lists(
        st.sampled_from("Éole œuvre 19ᵉ XIXe crackeurs l’Ourcq d'Éole ½ Ve e\u0301t\u0301 naïf".split()), max_size=8
    )
)
def test_a_word_cut_out_at_its_place_is_the_same_word(parts):
    passage = words.Passage(", ".join(parts))

    for word, (start, end) in zip(passage.words, passage.places, strict=True):
        if "½" not in passage.text[start:end]:
            assert forms(passage.text[start:end]) == [word]


@given(TEXTS, TEXTS, TEXTS)
@example("", "IV:E", "0")
@example("dix", "neuvième", "")
@example("un 19", "e 3", "")
def test_fields_are_folded_together_as_they_are_alone(title, summary, text):
    together = words.fold(title, summary, text)

    assert together == {form for part in (title, summary, text) for form in forms(part)}


@given(TEXTS)
def test_what_can_be_searched_is_words_of_letters_and_figures_in_lower_case(text):
    said = words.searchable(text)

    assert all(word.isalnum() for word in said.split())
    assert " ".join(said.split()) == said
    assert said.casefold() == said


@given(TEXTS)
def test_words_of_a_query_are_words_of_a_text(text):
    assert words.forms(text) == words.Passage(text).words


def test_marks_and_joints_keep_the_length():
    assert len(ordinals.mark("XIe et VIe")) == len("XIe et VIe")
    assert len(ordinals.join("dix neuvieme 19 e arr")) == len("dix neuvieme 19 e arr")


def test_memory_of_words_is_bounded():
    full = words._Forms.fromkeys(map(str, range(words._MEMORY)), "")

    assert full["rues"] == words._forms["rues"]
    assert len(full) == 1
