"""What a query says that its writer may not have meant: no fault, but worth a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crackwatch.watches.scan import FIELDS, UNKNOWN_FIELD, Scanner

_MEANT = {"or": "OR", "ou": "OU", "and": "AND", "not": "NOT", "sauf": "SAUF"}  # et and und stand in too many names
_DISTANCE = re.compile(r"near/", re.IGNORECASE)


def hints(query: str) -> Iterator[str]:
    """One line for each operator in small letters between words, for each NEAR without a number, and for each name with a colon that is no field.

    What stands in quotes was meant as it is. Raises ``QueryError`` for a sign that means nothing.
    """
    signs = [(sign, query[sign.at : sign.end]) for sign in Scanner(query).signs()]
    for number, (sign, written) in enumerate(signs[:-1]):
        if sign.kind != "term":
            continue
        if written in _MEANT and number and signs[number + 1][0].kind not in ("close", "end"):
            yield f"{written} is read as a word; write {_MEANT[written]} for the operator"
        elif _DISTANCE.match(written):
            yield f"{written} is read as words; write NEAR/5 for the operator"
        elif (named := UNKNOWN_FIELD.match(written)) and written[named.end()] != "/":
            fields = ", ".join(f"{field}:" for field in FIELDS)
            yield f"{named[0]} is no field and read as a word; the fields are {fields}"
