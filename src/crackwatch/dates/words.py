"""The words of the calendar in French, English, German, Spanish and Italian, folded: lower case, no accents."""

from __future__ import annotations

import unicodedata
from functools import cache

FULL_MONTHS = {
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "en": "january february march april may june july august september october november december",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
}
_MORE_MONTHS = {"janner": 1, "jaenner": 1, "maerz": 3, "setiembre": 9}
_SHORT_MONTHS = (
    "jan janv ene gen|feb fev fevr|mar mrz|apr avr abr|may mag|jun giu|jul juil lug|aug ago aou|sep sept set"
    "|oct okt ott|nov|dec dez dic"
)
FULL_WEEKDAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "es": "lunes martes miercoles jueves viernes sabado domingo",
    "it": "lunedi martedi mercoledi giovedi venerdi sabato domenica",
}
_NUMBERS = (
    "un une one a an ein eine einem einer einen uno una|deux two zwei dos due|trois three drei tres tre"
    "|quatre four vier cuatro quattro|cinq five funf cinco cinque|six sechs seis sei|sept seven sieben siete sette"
    "|huit eight acht ocho otto|neuf nine neun nueve nove|dix ten zehn diez dieci|onze eleven elf once undici"
    "|douze twelve zwolf doce dodici|treize thirteen|quatorze fourteen vierzehn|quinze fifteen quince"
)

MONTHS: dict[str, int] = {name: n for names in FULL_MONTHS.values() for n, name in enumerate(names.split(), 1)}
MONTHS |= _MORE_MONTHS
SHORT_MONTHS: dict[str, int] = {
    name: n for n, names in enumerate(_SHORT_MONTHS.split("|"), 1) for name in names.split()
}
WEEKDAYS: dict[str, int] = {name: n for names in FULL_WEEKDAYS.values() for n, name in enumerate(names.split())}
WEEKDAYS |= {"sonnabend": 5}
NUMBERS: dict[str, int] = {name: n for n, names in enumerate(_NUMBERS.split("|"), 1) for name in names.split()}
NUMBERS |= {"vingt": 20, "twenty": 20, "zwanzig": 20, "veinte": 20, "venti": 20, "trente": 30, "thirty": 30}


def fold(text: str) -> str:
    """``text`` in lower case without accents, sign for sign, so that offsets hold in both."""
    plain = _plain_signs()
    for sign in plain.keys() & set(text):  # a few; str.translate would look each sign of the text up
        text = text.replace(sign, plain[sign])
    return text.lower()


@cache
def _plain_signs() -> dict[str, str]:
    table = {
        sign: plain
        for signs, plain in (("’‘ʼ´`", "'"), ("–—−‐‑", "-"), ("\u00a0\u202f\u2009\t\n\r", " "))
        for sign in signs
    }
    for sign in map(chr, range(0xC0, 0x250)):
        base = unicodedata.normalize("NFD", sign)[0]
        if base != sign and base.isascii():
            table[sign] = base
    return table
