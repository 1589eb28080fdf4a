from __future__ import annotations

import pytest

from crackwatch.cli.progress import Reached, accompanied
from crackwatch.cli.session import Session

COUNTED = """
from crackwatch.cli.progress import Reached, accompanied
from crackwatch.cli.session import Session

def work(tell):
    for n in (1, 2):
        tell(n)
    return n

print(accompanied(Session(), work, lambda n: Reached(f"{n} of 2 [red]doors[/red] open", n, 2), watched=True))
"""


def doors(n: int) -> Reached:
    return Reached(f"{n} of 2 doors open", n, 2)


def interrupted(*told: int, by: BaseException):
    def work(tell):
        for n in told:
            tell(n)
        raise by

    return work


def test_a_run_gives_its_result_and_says_nothing_where_nobody_watches(capsys):
    assert accompanied(Session(), lambda tell: tell(1) or 2, doors, watched=False) == 2
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("by", [KeyboardInterrupt(), SystemExit(143)])
def test_an_interrupted_run_says_how_far_it_came_and_how_to_go_on(capsys, by):
    with pytest.raises(type(by)):
        accompanied(Session(), interrupted(1, by=by), doors, watched=False, cure="; again goes on")
    assert capsys.readouterr().err == "stopped; 1 of 2 doors open kept; again goes on\n"


def test_a_run_that_is_interrupted_at_once_names_no_figure(capsys):
    with pytest.raises(KeyboardInterrupt):
        accompanied(Session(), interrupted(by=KeyboardInterrupt()), doors, watched=False)
    assert capsys.readouterr().err == "stopped before anything was done\n"


def test_an_error_is_not_an_interruption(capsys):
    with pytest.raises(ValueError, match="door"):
        accompanied(Session(), interrupted(1, by=ValueError("door")), doors, watched=False)
    assert capsys.readouterr().err == ""


def test_who_watches_sees_a_line_in_plain_words(on_a_terminal):
    code, out, seen = on_a_terminal("-c", COUNTED)
    assert (code, out) == (0, b"2\n")
    assert b"2 of 2 [red]doors[/red] open" in seen
