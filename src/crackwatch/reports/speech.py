"""How four languages say who said what: verbs, "according to", articles, and the words of those who are not named."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from re import IGNORECASE, Pattern
from re import compile as pattern


@dataclass(frozen=True, slots=True)
class Speech:
    """The patterns of one language. ``verb`` is a verb of saying; ``pronoun`` stands beside it."""

    verb: Pattern[str]
    asked: Pattern[str]  # verb and pronoun in one: "dit-elle", "she said"
    according: Pattern[str]
    that: Pattern[str]
    article: Pattern[str]
    nobody: Pattern[str]  # a phrase that names no one


_FRENCH_DONE = (
    "dit|déclarée?|affirmé|expliqué|assuré|estimé|raconté|indiqué|précisé|ajouté|poursuivi|souligné|rappelé|regretté|déploré"
    "|dénoncé|lancé|confié|témoigné|insisté|reconnu|admis|prévenu|annoncé|écrit|tweeté|martelé|résumé|conclu|plaidé|promis"
    "|répondu|réagi|noté|observé|jugé|avancé|fustigé|ironisé|détaillé|relaté|commenté|répété|critiqué|soutenu|fait savoir"
)
_FRENCH_SAYS = (
    r"(?:déclare|affirme|explique|assure|estime|raconte|indique|précise|ajoute|souligne|rappelle|regrette|déplore|dénonce"
    r"|lance|confie|témoigne|insiste|annonce|tweete|martèle|résume|plaide|note|observe|juge|considère|avance|fustige|ironise"
    r"|détaille|relate|commente|répète|critique|soupire|glisse|peste|renchérit|souffle)(?:nt)?"
    r"|dit|disent|poursuit|reconnaît|admet|prévient|écrit|conclut|promet|répond|réagit|soutient"
    r"|s['’](?:indigne|inquiète|agace|emporte|alarme|exclame|étonne)(?:nt)?|se (?:désole|plaint|souvient|félicite)"
    r"|(?:expliqu|déclar|affirm|racont|confi)ait"
)
_FRENCH_AUX = (
    r"(?:l['’]|nous |lui |leur )?(?:a|ont|avait|avaient)(?: aussi| également| encore| ensuite| notamment| toutefois)?"
)
_FRENCH_REFLEX = (
    r"s['’](?:est|était) (?:indigné|inquiété|agacé|emporté|alarmé|exclamé|étonné|félicité|désolé|défendu)e?"
)

_ENGLISH = (
    r"(?:has |have |had |also |later )*(?:said|says|say|added|adds|explained|explains|stated|states|claimed|claims|argued"
    r"|argues|warned|warns|insisted|insists|noted|notes|recalled|recalls|admitted|admits|wrote|writes|tweeted|announced"
    r"|announces|complained|complains|replied|continued|continues|declared|declares|stressed|stresses|told)"
)
_GERMAN = (
    r"sagte|sagt|sagten|sagen|erklärte|erklärt|erklärten|betonte|betont|kritisierte|kritisiert|meinte|meint|berichtete"
    r"|berichtet|schrieb|schreibt|warnte|warnt|forderte|fordert|klagte|klagt|beklagte|beklagt|erzählte|erzählt|fügte|so"
)
_SPANISH = (
    r"(?:ha |había |han )?(?:dijo|dice|dicho|afirmó|afirma|afirmado|explicó|explica|explicado|declaró|declara|declarado"
    r"|señaló|señala|señalado|aseguró|asegura|asegurado|añadió|añade|añadido|indicó|indica|indicado|denunció|denuncia"
    r"|denunciado|lamentó|lamenta|contó|cuenta|advirtió|advierte|subrayó|subraya|dijeron|afirmaron|explicaron|denunciaron)"
)


@cache
def speech(lang: str) -> Speech | None:
    """The patterns of ``lang`` (a primary subtag); None for a language whose quotes are not read."""
    tables = {"fr": _french, "en": _english, "de": _german, "es": _spanish}
    return tables[lang]() if lang in tables else None


def _french() -> Speech:
    verb = rf"(?:{_FRENCH_AUX} (?:{_FRENCH_DONE})|{_FRENCH_REFLEX}|(?:l['’]|le |nous |lui )?(?:{_FRENCH_SAYS}))\b"
    pronoun = r"(?:ils?|elles?|on)\b"
    return Speech(
        verb=pattern(rf"\b{verb}", IGNORECASE),
        asked=pattern(
            rf"\b(?:(?:s['’]|l['’])?(?:a|est|ont|avait)(?:-t)?-{pronoun} (?:{_FRENCH_DONE}|indignée?|inquiétée?|exclamée?)"
            rf"|(?:{_FRENCH_SAYS})(?:-t)?-{pronoun}|{pronoun} {verb})",
            IGNORECASE,
        ),
        according=pattern(r"\b(?:selon|d['’]après)\s+", IGNORECASE),
        that=pattern(r"\s+(?:que\s+|qu['’])"),
        article=pattern(
            r"(?:le|la|les|un|une|des|plusieurs|certaine?s|deux|trois|cette?|ces|son|sa)\s+|l['’]\s?", IGNORECASE
        ),
        nobody=pattern(
            r"(?:une?|des|plusieurs|certaine?s|deux|trois)\s|(?:\w+\s)?sources?\b|(?:les|des)\s(?:riverains|habitants|voisins"
            r"|commerçants|témoins|policiers|proches|parents|associations)\b",
            IGNORECASE,
        ),
    )


def _english() -> Speech:
    return Speech(
        verb=pattern(rf"\b{_ENGLISH}\b"),
        asked=pattern(rf"\b(?:he|she|they) {_ENGLISH}\b|\b(?:said|says) (?:he|she|they)\b", IGNORECASE),
        according=pattern(r"\baccording to\s+", IGNORECASE),
        that=pattern(r"\s+that\s+"),
        article=pattern(
            r"(?:the|another|an?|one|some|several|two|three|many|other)\s+|(?=(?:police |local )?(?:sources|officials|residents|witnesses|neighbou?rs|locals|parents)\b)",
            IGNORECASE,
        ),
        nobody=pattern(
            r"(?:another|an?|one|some|several|two|three|many|other)\s|(?:the |local |police )*(?:sources?|officials|residents|witnesses"
            r"|neighbou?rs|locals|parents)\b",
            IGNORECASE,
        ),
    )


def _german() -> Speech:
    return Speech(
        verb=pattern(rf"\b(?:{_GERMAN})\b"),
        asked=pattern(rf"\b(?:{_GERMAN}) (?:er|sie)\b|\b(?:er|sie) (?:{_GERMAN})\b", IGNORECASE),
        according=pattern(r"\b(?:laut|nach angaben (?:von|des|der)|zufolge)\s+", IGNORECASE),
        that=pattern(r",?\s+dass\s+"),
        article=pattern(
            r"(?:der|die|das|dem|den|eine?[rnms]?|einige|mehrere|viele|zwei|drei)\s+|(?=(?:Anwohner|Polizeikreise|Augenzeugen|Zeugen|Nachbarn|Bewohner)n?\b)",
            IGNORECASE,
        ),
        nobody=pattern(
            r"(?:eine?[rnms]?|einige|mehrere|viele|zwei|drei)\s|(?:die |den )?(?:Anwohner|Polizeikreise|\w*[Zz]eugen|Nachbarn|Bewohner|Quellen?)n?\b",
            IGNORECASE,
        ),
    )


def _spanish() -> Speech:
    return Speech(
        verb=pattern(rf"\b{_SPANISH}\b"),
        asked=pattern(
            rf"\b(?:él|ella|ellos|ellas) {_SPANISH}\b|\b{_SPANISH} (?:él|ella|ellos|ellas)\b|\b{_SPANISH}(?=[.,;])",
            IGNORECASE,
        ),
        according=pattern(r"\bsegún\s+", IGNORECASE),
        that=pattern(r"\s+que\s+"),
        article=pattern(
            r"(?:el|la|los|las|una?|unos|unas|varios|varias|algunos|algunas|dos|tres)\s+|(?=(?:fuentes|vecinos|testigos)\b)",
            IGNORECASE,
        ),
        nobody=pattern(
            r"(?:una?|unos|unas|varios|varias|algunos|algunas|dos|tres)\s|(?:los |las )?(?:fuentes?|vecinos|testigos|residentes)\b",
            IGNORECASE,
        ),
    )
