"""How days, months and years are written, and what may or may not stand around them; all on folded text."""

from __future__ import annotations

import re

from crackwatch.dates.words import FULL_MONTHS, MONTHS, SHORT_MONTHS

CAPITAL_MONTHS = frozenset(f"{FULL_MONTHS['en']} {FULL_MONTHS['de']}".split())
SMALL_MONTHS = frozenset(f"{FULL_MONTHS['fr']} {FULL_MONTHS['es']} {FULL_MONTHS['it']}".split())
ITALIAN_MONTHS = frozenset(FULL_MONTHS["it"].split())

FIRST_DAY = frozenset(("premier", "primero", "primo", "ersten"))  # of a month, in words

_YEAR = r"(?:,? (?:de[l]? |of )?(?P<y>[12]\d{3})(?![\d%]|[.,]\d| ?euros))?"
_NAME = rf"(?P<month>{'|'.join(MONTHS)})"
# These mean nothing else, even without a point.
_PLAIN_SHORT = r"janv?|fevr?|feb|apr|avr|aou|juil|oct|okt|nov|dec|dez|dic"
_MONTH = (
    rf"(?P<month>{'|'.join(MONTHS)}|(?:{'|'.join(SHORT_MONTHS)})(?:\.|(?= [12]\d{{3}}\b))|(?:{_PLAIN_SHORT})(?= ?[:,;)/–-]))"
    r"(?![a-z])"
)
_ENGLISH = rf"(?P<month>{FULL_MONTHS['en'].replace(' ', '|')}|(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?)"
_NTH = r"(?:(?:er|ere|st|nd|rd|th)\b|[.º°])?"
_TO = r"(?: ?- ?| (?:au|a|to|through|bis|al|(?P<and>et|and|und|y|e|ou|or)) (?:le |the |zum |el |il )?)"

DAY_MONTH = re.compile(
    rf"(?P<d>\d{{1,2}}|{'|'.join(FIRST_DAY)}){_NTH}(?:{_TO}(?P<d2>\d{{1,2}}){_NTH})?,? ?(?:-|de |of )?{_MONTH}{_YEAR}"
)
MONTH_DAY = re.compile(
    rf"{_ENGLISH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:{_TO}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)?(?![\d%:h]|[.,]\d){_YEAR}"
)
MONTH_YEAR = re.compile(rf"{_MONTH} (?:de |del |of )?(?P<y>[12]\d{{3}})(?![\d%]|[.,]\d)")
MONTH_ALONE = re.compile(rf"{_NAME}(?![a-z-])")
ISO = re.compile(r"(?P<y>[12]\d{3})-(?P<m>\d\d)(?:-(?P<d>\d\d))?(?![\d-])")
FIGURES = re.compile(
    r"(?P<d>\d{1,2})(?:([/.-])(?P<m>\d{1,2})\2(?P<y>[12]\d{3})|([/.])(?P<m2>\d\d)\5(?P<y2>\d\d))(?![\d/]|[.-]\d)"
)
SLASHED = re.compile(
    r"(?:(?<=\ble )|(?<=\bdu )|(?<=\bau )|(?=\d{1,2}/\d\d,? (?:a )?\d{1,2}[:h]\d\d\b))(?P<d>\d{1,2})/(?P<m>\d\d)(?![\d/])"
)
QUARTER = re.compile(r"(?:(?<=\bq)|(?<=\bt))(?P<q>[1-4]) (?P<y>[12]\d{3})\b")
DECADE = re.compile(r"(?P<y>[12]\d\d0)s\b|(?<=annees )(?P<y2>(?:[12]\d)?\d0)\b|(?P<y3>[12]\d\d0)er\b")

STEP_AFTER = re.compile(
    r" (?:(?P<last>dernier|derniere|passe|passee|pasado|scorso)|(?P<next>prochain|prochaine|proximo|que viene|prossimo))\b"
)
STEP_BEFORE = re.compile(r"\b(?:(?P<last>last|vergangenen|letzten)|(?P<next>next|kommenden|nachsten)) $")
BETWEEN = re.compile(r"\b(?:entre|between|zwischen|tra|fra) (?:le |the |el |il )?$")

# What stands around a name that only contains a date, and before a number that counts or cites something.
NAMED_BEFORE = re.compile(
    r"\b(?:rue|place|boulevard|bd|avenue|av|quai|square|impasse|allee|stade|lycee|college|ecole|station|metro"
    r"|residence|cite|caserne|gymnase|esplanade|rond-point|pont|tunnel|hopital|universite|mosquee"
    r"|mouvement|collectif|coalition|alliance|brigades?"
    r"|street|road|stadium|bridge|movement|calle|plaza|avenida|paseo|barrio|via|viale|piazza|corso|largo"
    r"|\w*(?:strasse|straße|platz|allee|brucke|ufer)) (?:(?:du|de la|de|des|del|della|of|the|le) |dell')*$"
)
NAMED_AFTER = re.compile(
    r"(?:'s?)? (?:street|road|avenue|square|bridge|stadium|mosque|university|revolution|uprising|movement|brigades?|coalition)\b"
)
NUMBERED_BEFORE = re.compile(
    r"\b(?:loi|lois|code|article|art\.?|pages?|p\.|n[o°]|numero|number|ref|section|chapter|flight|vol|law|act|gesetz"
    r"|ley|legge|saison|season|exercice|temporada) (?:n[o°] ?)?(?:de |of |du |von )?$"
)
COUNTED_BEFORE = re.compile(
    r"\b(?:plus|moins|pres|autour|total|nombre|somme|montant|jauge|capacite|hausse|baisse|crowd|dose|foule) (?:de|of) $"
)
COUNTED_AFTER = re.compile(
    r"[a-z\d]|[.,]\d|[-/]\d{3}(?!\d)|-\d\d-| ?(?:[%€$£]|(?:euros?|dollars?|personnes|people|habitants|ans|annees|years"
    r"|exemplaires|copies|metres|meters|km|kilos|tonnes|places|pages|personen|personas|persone|menschen)\b)"
)
_FUNCTION_WORDS = r"les|des|ses|ces|mes|nos|dans|pas|plus|mais|alors|puis|sous|sans|was|his|as|us|los|las"
PLURAL_AFTER = re.compile(rf" (?!(?:{_FUNCTION_WORDS})\b)[a-z]+s\b")

# What asks for a month or a year that is alone.
SMALL_BEFORE = re.compile(
    r"(?:\b(?:en|de|du|des|depuis|fin|debut|mi|courant|avant|apres|jusqu'en|jusqu'a|d'ici a|d'ici|entre|vers"
    r"|del|desde|hasta|ad|in|di|da|dal|nel|tra|fra|entro) |\b(?:d|nell|dell)' ?|\bmi-)$"
)
ITALIAN_BEFORE = re.compile(r"\ba $")
CAPITAL_BEFORE = re.compile(
    r"\b(?:(?:in|since|until|till|this|last|next|early|late|during|from|between"
    r"|(?:end|beginning|start|middle|month) of|im|seit|bis|ab|anfang|mitte|ende|zwischen|von"
    r"|(?:vergangenen|letzten|kommenden|nachsten|diesen)) |mid-? ?)$"
)
YEAR_BEFORE = re.compile(
    r"(?:\b(?:en|in|jahre?|annee|ano|anno|year|depuis|since|seit|desde|dal|nel|del|de|of|from|avant|before|until|till"
    r"|bis|hasta|jusqu'en|fin|debut|mi|early|late|ende|anfang|mitte|entre|between|zwischen|tra|fra|d'ici|d'ici a|vers"
    r"|courant|des|fine|inizio) |\b(?:mi|mid)-)$"
)
