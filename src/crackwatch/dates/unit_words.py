"""Words for stretches of time and for how many of them, folded, in five languages."""

from __future__ import annotations

from typing import Literal

from crackwatch.dates.spans import Part
from crackwatch.dates.words import NUMBERS

Unit = Literal["hour", "day", "week", "weekend", "month", "quarter", "half", "year"]

_UNIT_WORDS: dict[Unit, str] = {
    "day": "jour jours day days tag tage tagen dia dias giorno giorni",
    "week": "semaine semaines week weeks woche wochen semana semanas settimana settimane",
    "month": "mois month months monat monate monaten monats mes meses mese mesi",
    "year": "an ans annee annees year years jahr jahre jahren jahres ano anos anno anni",
    "hour": "heures hours stunden horas ore",
    "weekend": "weekend wochenende",
    "quarter": "trimestre quarter quartal",
    "half": "semestre half halbjahr",
}
_SEASON_WORDS = (
    "printemps spring fruhling fruhjahr primavera",
    "ete summer sommer verano estate",
    "automne autumn fall herbst otono autunno",
    "hiver winter invierno inverno",
)
_ORDINAL_WORDS = (
    "premier premiere 1er first 1st ersten primer primo",
    "deuxieme second 2e 2nd zweiten segundo secondo",
    "troisieme third 3e 3rd dritten tercer terzo",
    "quatrieme dernier fourth 4e 4th vierten cuarto quarto",
)
_TENS = {
    "vingt": 20,
    "quarante": 40,
    "forty": 40,
    "cinquante": 50,
    "fifty": 50,
    "soixante": 60,
    "sixty": 60,
    "cent": 100,
}

UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
SEASONS = {word: n for n, words in enumerate(_SEASON_WORDS) for word in words.split()}
ORDINALS = {word: n for n, words in enumerate(_ORDINAL_WORDS, 1) for word in words.split()}
COUNTS = NUMBERS | _TENS
YEAR_PARTS: dict[str, Part] = {"jahresbeginn": "early", "jahresanfang": "early", "jahresende": "late"}
