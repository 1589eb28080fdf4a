"""Every format of every answer, held against what it was when a person last looked at it.

``GOLDEN=write pytest tests/render/test_golden.py`` writes the files anew; look at the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from crackwatch.render import machine, terminal
from tests.render.answered import answers, archive

GOLDEN = Path(__file__).with_name("golden")
FORMATS = ("plain", "json", "jsonl", "csv", "tsv", "md", "table", "atom", "timelinejs")
ONLY = {"atom": ("articles",), "timelinejs": ("timeline", "what happened")}


def printed(opened, form):
    parts = []
    for name, value in answers(opened).items():
        if name in ONLY.get(form, (name,)):
            pieces = terminal.render(value, color=False, width=80) if form == "table" else machine.render(value, form)
            parts.append(f"=== {name}\n{''.join(pieces)}")
    return "\n".join(parts)


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    with archive(tmp_path_factory.mktemp("golden")) as found:
        yield found


@pytest.mark.parametrize("form", FORMATS)
def test_a_format_says_what_it_said(opened, form):
    golden, said = GOLDEN / f"{form}.txt", printed(opened, form)
    if os.environ.get("GOLDEN") == "write":
        golden.write_text(said, encoding="utf-8")

    assert said == golden.read_text(encoding="utf-8")
