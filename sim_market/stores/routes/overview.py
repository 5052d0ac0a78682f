"""What a store has of one kind, by state: its groups, its presales."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any, Protocol, TypeVar

from flask import render_template, request
from flask.typing import ResponseReturnValue

from app.access import viewer
from sim_market.stores.models import Store
from sim_market.stores.queries import find_store_of

S = TypeVar("S", bound=StrEnum)


class Figures(Protocol):
    """What it all came to; `counts` has a number for the value of each state."""

    @property
    def counts(self) -> dict[str, int]: ...


def overview(
    template: str,
    states: type[S],
    figures_of: Callable[[Store], Figures],
    list_of_store: Callable[[Store, S | None, int], Sequence[Any]],
    *,
    per_page: int,
) -> ResponseReturnValue:
    """A page of `rows` of the viewer's store in the `state` asked for, or in any."""
    store = find_store_of(viewer().user.id, viewer().cohort_id)
    if store is None:
        return render_template(template, store=None)
    asked = request.args.get("state", "")
    state = next((each for each in states if each.value == asked), None)
    page = max(1, min(100, request.args.get("page", 1, type=int)))
    figures = figures_of(store)
    return render_template(
        template,
        store=store,
        state=state,
        states=states,
        rows=list_of_store(store, state, page),
        figures=figures,
        total=figures.counts[state.value] if state else sum(figures.counts.values()),
        page=page,
        per_page=per_page,
    )
