import random

import pytest

from crackwatch.watches.learn import Label, cross_validate, train
from crackwatch.watches.match import Text
from tests.watches.test_default import items

AFFAIR = ["Riverains et crack place {}", "Le crack revient rue {}", "Consommateurs de crack délogés de {}"]
SPORT = ["Le crack de {} marque encore", "Un crack du football arrive à {}", "Championnat : {} retrouve son crack"]
PLACES = [
    "Stalingrad",
    "Riquet",
    "Ourcq",
    "Flandre",
    "Crimée",
    "Éole",
    "Pantin",
    "Jaurès",
    "Lens",
    "Metz",
    "Nice",
    "Brest",
]


def labels(yes=20, no=20):
    """Hits of the plain word crack, told apart by a reader."""
    return [Label(Text(AFFAIR[n % 3].format(PLACES[n % 12])), True, True) for n in range(yes)] + [
        Label(Text(SPORT[n % 3].format(PLACES[n % 12])), True, False) for n in range(no)
    ]


@pytest.mark.parametrize(("yes", "no"), [(10, 9), (40, 4), (4, 40), (0, 0)])
def test_too_few_labels_teach_nothing(yes, no):
    assert train(labels(yes, no)) is None
    assert cross_validate(labels(yes, no)) is None


def test_twenty_labels_are_enough():
    assert train(labels(15, 5)) is not None


def test_without_evidence_the_watch_decides():
    model = train(labels())

    assert model.score(Text("Xyz"), hit=True) >= 0.5
    assert model.score(Text("Xyz"), hit=False) < 0.5
    assert model.reasons(Text("Xyz")) == ()


def test_what_resembles_a_no_falls_below_one_half_and_what_resembles_a_yes_does_not():
    model = train(labels())

    assert model.score(Text("Football : un crack du championnat marque")) < 0.5
    assert model.score(Text("Des consommateurs de crack rue Curial, des riverains inquiets")) >= 0.5


def test_the_words_that_decided_are_named_strongest_first():
    reasons = train(labels()).reasons(Text("Un crack du football", "Riverains"))

    weights = {reason.said: reason.weight for reason in reasons}
    assert weights["@sport"] < 0
    assert weights["football"] < 0 < weights["riverain"]
    assert [abs(reason.weight) for reason in reasons] == sorted(
        (abs(reason.weight) for reason in reasons), reverse=True
    )


def test_the_same_labels_give_the_same_model_in_whatever_order():
    shuffled = labels()
    random.Random(1).shuffle(shuffled)

    assert train(shuffled).weights == train(labels()).weights


def test_scores_lie_between_none_and_one():
    model = train(labels())

    for text, _ in items():
        assert 0.0 <= model.score(text) <= 1.0


def test_aliases_of_the_configuration_are_what_is_learned_about():
    model = train(labels(), {"ballon": "football OR championnat OR marque"})

    assert model.reasons(Text("Le championnat"))[0].said == "@ballon"


def test_cross_validation_shows_the_gain():
    gain = cross_validate(labels())

    assert gain.watch.recall == 1.0
    assert gain.watch.precision == 0.5
    assert gain.learned.f1 > gain.watch.f1


def test_learning_mends_a_broad_watch_on_articles_it_has_not_seen():
    known, unseen = [], []
    for number, (text, relevant) in enumerate(items()):
        (known if number % 2 else unseen).append((text, relevant))
    model = train(Label(text, True, relevant) for text, relevant in known)

    kept = [relevant for text, relevant in unseen if model.score(text) >= 0.5]
    relevant = sum(relevant for _, relevant in unseen)
    assert 2 * sum(kept) / (len(kept) + relevant) > 2 * relevant / (len(unseen) + relevant) + 0.05
