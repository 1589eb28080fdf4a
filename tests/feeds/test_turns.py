from __future__ import annotations

from collections import Counter, defaultdict

from hypothesis import given
from hypothesis import strategies as st

from crackwatch.feeds.turns import Turn, Turns
from crackwatch.model import Feed

SITES = st.sampled_from(["paper.example", "www.paper.example", "gazette.example", "127.0.0.1:81", "127.0.0.1:82"])
PER_SITE, SPACING = 2, 1.0


def feeds_of(hosts: list[str]) -> list[Feed]:
    return [Feed(number, f"http://{host}/{number}", str(number)) for number, host in enumerate(hosts)]


def site(feed: Feed) -> str:
    return feed.url.split("/")[2].removeprefix("www.")


@given(st.lists(SITES, max_size=30), st.lists(SITES, max_size=10), st.integers(1, 5), st.data())
def test_every_feed_has_its_turns_and_no_site_more_than_its_share(hosts, redirects, jobs, data):
    feeds = feeds_of(hosts)
    turns = Turns(feeds, spacing=SPACING, per_site=PER_SITE)
    busy: list[tuple[Turn, str]] = []
    where = {feed.id: site(feed) for feed in feeds}
    done: list[Feed] = []
    last: dict[str, float] = defaultdict(lambda: -SPACING)
    now = 0.0
    while len(done) < len(feeds):
        turn = turns.next(now) if len(busy) < jobs else float("inf")
        if isinstance(turn, Turn):
            there = where[turn.feed.id]
            busy.append((turn, there))
            assert now - last[there] >= SPACING or there.startswith("127.")
            last[there] = now
            assert max(Counter(name for _, name in busy).values()) <= PER_SITE
        elif turn is None or turn == float("inf") or (busy and data.draw(st.booleans())):
            ended, _ = busy.pop(0)
            if redirects and data.draw(st.booleans()):
                where[ended.feed.id] = redirects.pop().removeprefix("www.")
                assert turns.go_on(ended, where[ended.feed.id])
            else:
                turns.done(ended)
                done.append(ended.feed)
        else:
            now += turn

    assert turns.next(now) is None
    assert sorted(feed.id for feed in done) == [feed.id for feed in feeds]


def test_a_site_with_many_feeds_holds_up_nobody():
    feeds = feeds_of(["paper.example"] * 9 + ["gazette.example", "post.example"])
    turns = Turns(feeds, spacing=SPACING, per_site=PER_SITE)

    first = [turns.next(0.0) for _ in range(4)]

    assert [turn.feed.id for turn in first if isinstance(turn, Turn)] == [0, 9, 10]
    assert first[3] == SPACING


def test_where_no_spacing_is_needed_a_site_goes_on_while_its_connection_is_open():
    turns = Turns(feeds_of(["127.0.0.1:81", "127.0.0.1:81", "127.0.0.1:82"]), spacing=SPACING, per_site=1)
    first = turns.next(0.0)
    assert isinstance(first, Turn)
    turns.done(first)

    following = turns.next(0.0)

    assert isinstance(following, Turn)
    assert following.feed.id == 1


def test_a_site_that_keeps_two_requests_waiting_is_left_alone():
    turns = Turns(feeds_of(["paper.example"] * 5), spacing=0.0, per_site=PER_SITE)
    first, second = turns.next(0.0), turns.next(0.0)
    assert isinstance(first, Turn)
    assert isinstance(second, Turn)

    assert turns.done(first, late=True) == ()
    assert [feed.id for feed in turns.done(second, late=True)] == [2, 3, 4]
    assert turns.next(0.0) is None


def test_a_redirect_to_another_site_waits_for_the_turn_of_that_site():
    turns = Turns(feeds_of(["paper.example", "gazette.example"]), spacing=SPACING, per_site=PER_SITE)
    first, second = turns.next(0.0), turns.next(0.0)
    assert isinstance(first, Turn)
    assert isinstance(second, Turn)

    assert turns.go_on(first, "gazette.example")

    assert turns.next(0.25) == 0.75
    assert turns.next(1.0) is first


def test_a_redirect_to_a_site_that_keeps_requests_waiting_goes_no_further():
    turns = Turns(feeds_of(["paper.example", "gazette.example"]), spacing=SPACING, per_site=1)
    first, second = turns.next(0.0), turns.next(0.0)
    assert isinstance(first, Turn)
    assert isinstance(second, Turn)
    turns.done(second, late=True)

    assert not turns.go_on(first, "gazette.example")
    assert turns.next(9.0) is None
