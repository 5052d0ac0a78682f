"""A table that is typed in like a spreadsheet; what is typed stays over its pages."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.access import requires, viewer
from app.drafts.operations import drop_draft, keep_draft
from app.drafts.queries import find_draft
from app.errors import Conflict
from app.forms import Form
from sim_market.bulk import operations, queries
from sim_market.bulk.models import Deed
from sim_market.bulk.routes import bp
from sim_market.bulk.routes.runs import own_store
from sim_market.bulk.sheet.typed import FIELDS, lines_of, place_of, shown_of
from sim_market.listings.models import ListingState, Sku
from sim_market.permissions import Permission
from sim_market.rules.categories import top_categories
from sim_market.stores.models import Store

_NAME = re.compile(rf"({'|'.join(FIELDS)})-([0-9]{{1,9}})")


@bp.get("/grid")
@requires(Permission.LISTING_MANAGE)
def grid() -> ResponseReturnValue:
    return grid_page(own_store(), Form(formdata=None))


@bp.post("/grid")
@requires(Permission.LISTING_MANAGE)
def type_in() -> ResponseReturnValue:
    """Keep what was typed; then another page, the preview of all pages, or away with it."""
    store, form = own_store(), Form()
    do, _colon, number = request.form.get("do", "preview").partition(":")
    if do == "discard":
        drop_draft(place_of(store.cohort_id, store.id), actor=viewer().user)
        flash(_("填的都清掉了，商品没有变"))
        return redirect(here(1), 303)
    said = merged(store)
    if do == "page":
        keep(store, said)
        return redirect(here(int(number) if number.isdecimal() and len(number) < 5 else 1), 303)
    if form.validate() and form.does(prepared, store, said):
        return redirect(url_for("bulk.run", run_id=form.result.id), 303)
    return grid_page(store, form, said)


def prepared(store: Store, said: Mapping[str, str]) -> object:
    """The preview; what is typed is kept until it is done, so one can come back to it."""
    if not said:
        raise Conflict(_("还没有改任何格子"), next_step=_("在表里改几格，再看看会怎么改"))
    keep(store, said)
    skus = queries.skus_typed(store, ids_of(said, of_sku=True), ids_of(said, of_sku=False))
    lines = lines_of(skus, said)
    return operations.prepare_lines(store, Deed.GRID, lines, {}, actor=viewer().user)


def keep(store: Store, said: Mapping[str, str]) -> None:
    keep_draft(
        place_of(store.cohort_id, store.id),
        {n: [text] for n, text in said.items()},
        actor=viewer().user,
    )


def merged(store: Store) -> dict[str, str]:
    """What is typed on all pages, without what says the same as the goods do."""
    said = kept(store)
    said |= {name: text for name, text in request.form.items() if _NAME.fullmatch(name)}
    skus = queries.skus_typed(store, ids_of(said, of_sku=True), ids_of(said, of_sku=False))
    known = shown_of(skus)
    return {n: t for n, t in said.items() if n in known and t.strip() != known[n].strip()}


def kept(store: Store) -> dict[str, str]:
    draft = find_draft(place_of(store.cohort_id, store.id), seen_by=viewer())
    values = draft.content if draft else {}
    return {str(n): str(v[0]) for n, v in values.items() if v and _NAME.fullmatch(str(n))}


def ids_of(said: Mapping[str, str], *, of_sku: bool) -> list[int]:
    """Ids of the SKUs that are named, or of the listings whose title is."""
    found = [found for name in said if (found := _NAME.fullmatch(name))]
    return sorted({int(each[2]) for each in found if (each[1] != "title") == of_sku})


def grid_page(
    store: Store, form: Form, said: Mapping[str, str] | None = None
) -> ResponseReturnValue:
    page = max(1, min(1_000, request.args.get("page", 1, type=int)))
    state, text = request.args.get("state", ""), request.args.get("q", "")[:60]
    category = request.args.get("category", "")
    skus, total = queries.grid_skus(store, text, state, category, page)
    typed = kept(store) if said is None else said
    return render_template(
        "sim_market/bulk/grid.html",
        form=form,
        skus=skus,
        firsts=first_rows(skus),
        known=shown_of(skus),
        typed=typed,
        page=page,
        per_page=queries.PER_PAGE,
        pages=max(1, -(-total // queries.PER_PAGE)),
        total=total,
        states=[(each.value, each.word) for each in ListingState if each != ListingState.BINNED],
        categories=[(each.code, each.name) for each in top_categories()],
    ), form.status


def first_rows(skus: Sequence[Sku]) -> set[int]:
    """SKUs in whose row the title stands: the first of each listing."""
    return {sku.id for sku in skus if sku.listing.skus[0].id == sku.id}


def here(page: int) -> str:
    names = ("q", "state", "category")
    args: dict[str, Any] = {name: request.args[name] for name in names if name in request.args}
    return url_for("bulk.grid", page=page, **args)
