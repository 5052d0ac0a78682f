"""The page 关键词: channels, and every word with its place, clicks and orders."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.access import requires
from sim_market.buyers import queries
from sim_market.buyers.keywords import classmates, read
from sim_market.buyers.market.queries import query_text
from sim_market.buyers.meaning import words_say
from sim_market.buyers.queries.mode import classmates_words, together_of
from sim_market.buyers.queries.shelf import categories_of, words_of
from sim_market.buyers.routes.place import bp, my_store
from sim_market.permissions import Permission

RANGES = (1, 7, 14)


@bp.get("/words")
@requires(Permission.TRAFFIC_VIEW)
def words() -> ResponseReturnValue:
    store = my_store()
    asked = request.args.get("days", 0, type=int)
    span = asked if asked in RANGES else RANGES[1]
    first = max(1, store.cohort.day - span + 1)
    rows = words_of(store, first, queries.hours_over(store.cohort))
    found = read(rows, categories_of(store))
    top, together = found.top(), together_of(store.cohort, since_day=first)
    others = classmates(classmates_words(store)) if together.now else {}
    return render_template(
        "sim_market/buyers/words.html",
        span=span,
        ranges=RANGES,
        channels=found.channels,
        words=[(query_text(*key), sums, others.get(key)) for key, sums in top],
        together=together,
        meaning=words_say([(query_text(*key), sums) for key, sums in top]),
    )
