"""A sheet of goods becomes a run: everything is tried, nothing is changed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app import files
from app.db import db
from app.errors import DomainError, Invalid
from app.identity.models import User
from sim_market.bulk.models import BulkRow, BulkRun, Deed, RowState, RunState
from sim_market.bulk.queries import coded_listings, titles_of
from sim_market.bulk.sheet.columns import Col, attribute_column
from sim_market.bulk.sheet.grouping import Group, grouped
from sim_market.bulk.sheet.pictures import ZIP, key_of, look_through
from sim_market.bulk.sheet.planning import COLUMN_OF, Content, Shop, planned
from sim_market.bulk.sheet.reading import Line, read_goods
from sim_market.freight.queries import list_templates
from sim_market.listings.album import album
from sim_market.listings.forms.images import Keeper
from sim_market.listings.models import Listing, ListingState
from sim_market.listings.operations.matrix import guard_compare
from sim_market.rules.listing_check import ListingFacts, listing_problems
from sim_market.rules.pack import Pack, RuleId, pack
from sim_market.rules.problems import blocking
from sim_market.stores.models import Store

MOST = 1_000  # listings of one import
MOST_TYPED = 500  # of what was typed in the grid


def prepare_import(
    store: Store, body: bytes, file_name: str, pictures: bytes = b"", *, actor: User
) -> BulkRun:
    """Try a file, with a .zip of pictures beside it if there is one. Nothing is changed yet.

    Raises Invalid for a file that cannot be read at all; what is wrong in a cell stands in its row.
    """
    read = read_goods(body)
    names = look_through(pictures) if pictures else {}
    said = {
        "file": file_name[-80:],
        "sha256": hashlib.sha256(body).hexdigest(),
        "pictures": files.write(pictures) if pictures else None,
        "heads": [list(head) for head in read.heads],
    }
    return prepare_lines(store, Deed.IMPORT, read.lines, said, names, actor=actor)


def prepare_lines(
    store: Store, deed: Deed, lines: Sequence[Line], said: Mapping[str, Any],
    names: Mapping[str, str] | None = None, *, actor: User,
) -> BulkRun:  # fmt: skip
    """A run of lines as they were read out of a file, or typed on a page."""
    groups = grouped(lines)
    limit = MOST_TYPED if deed == Deed.GRID else MOST
    if len(groups) > limit:
        message = _("一次最多 %(n)s 件商品，表里有 %(m)s 件", n=limit, m=len(groups))
        raise Invalid(message, next_step=_("分成几个文件"), fields={"file": message})
    own = coded_listings(store, [group.code for group in groups if group.code])
    shop = _shop(store, names or {}, Keeper(store.cohort_id, actor.id))
    run = BulkRun(
        cohort_id=store.cohort_id, store_id=store.id, actor_id=actor.id, deed=deed,
        said=dict(said), state=RunState.PREVIEW,
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    rules = pack(store.cohort)
    with db.session.no_autoflush:
        rows = [_row(run, group, own.get(group.code), shop, rules) for group in groups]
    db.session.add_all(rows)
    db.session.flush()
    return run


def _row(run: BulkRun, group: Group, listing: Listing | None, shop: Shop, rules: Pack) -> BulkRow:
    before, after = _tried(group, listing, shop, rules)
    state, message = RowState.WAITING, ""
    if group.faults:
        state, message, before, after = RowState.BLOCKED, group.faults[0]["message"], {}, {}
    elif before == after:
        state, before, after = RowState.SAME, {}, {}
    elif listing is None:
        message = _still_missing(after, rules)
    if listing is not None and before:
        before["version"] = listing.version
    return BulkRow(
        cohort_id=run.cohort_id,
        bulk_run_id=run.id,
        listing_id=listing.id if listing else None,
        state=state,
        before=before,
        after=after,
        message=message,
        rule=group.faults[0]["rule"] if group.faults else "",
        faults=group.faults,
        lines=[] if state == RowState.SAME else [_kept(line) for line in group.lines],
    )


def _tried(
    group: Group, listing: Listing | None, shop: Shop, rules: Pack
) -> tuple[Content, Content]:
    if group.code and listing is None:
        message = _("店里没有编号为“%(code)s”的商品", code=group.code[:20])
        todo = _("照导出的表填；新商品的编号空着")
        group.fault(group.lines[0], Col.CODE, message, todo=todo)
        return {}, {}
    if listing is not None and listing.state == ListingState.BINNED:
        group.fault(group.lines[0], Col.CODE, _("这件商品在回收站"), todo=_("先恢复，再导入"))
        return {}, {}
    before, after = planned(group, listing, shop)
    if listing is not None and not group.faults and before != after:
        _try_on(group, listing, after, rules)
    return before, after


def _try_on(group: Group, listing: Listing, after: Content, rules: Pack) -> None:
    """What the rule book says of prices struck through, and of goods that stay on sale."""
    here = {sku.id: sku for sku in listing.skus}
    for said in after["skus"]:
        try:
            if said["id"]:
                guard_compare(here[said["id"]], said["compare_fen"])
            elif said["compare_fen"]:
                raise Invalid(
                    _("新规格还没有卖过，不能写划线价"), rule=RuleId.PRICE_SPOKEN,
                    next_step=_("先按原价卖，再写划线价"),
                )  # fmt: skip
        except DomainError as refusal:
            group.fault(_line_of(group, said), Col.COMPARE, refusal.message, refusal.rule or "",
                        refusal.next_step or "")  # fmt: skip
    if listing.is_on_sale:
        facts = facts_of(after)
        facts = replace(facts, available=max(1, facts.available))  # sold out is no fault
        for problem in blocking(listing_problems(facts, rules)):
            group.fault(group.lines[0], _column_of(problem.field), problem.message, problem.rule,
                        _("在售的商品要一直合规：改好，或先下架再改"))  # fmt: skip


def facts_of(content: Content) -> ListingFacts:
    """What the rule book looks at."""
    return ListingFacts(
        title=content["title"],
        category_code=content["category_code"],
        attributes=content["attributes"],
        images=content["images"],
        texts=[str(block.get("text", "")) for block in content["detail"]],
        prices_fen=[sku["price_fen"] for sku in content["skus"]],
        available=sum(sku["stock"] for sku in content["skus"]),
        presale=content["presale"],
        ship_hours=content["ship_hours"],
    )


def _still_missing(after: Content, rules: Pack) -> str:
    """New goods are drafts: what the review would say is told, and stands in nobody's way."""
    if any(sku["compare_fen"] for sku in after["skus"]):
        for sku in after["skus"]:
            sku["compare_fen"] = None
        return _("新商品还没有卖过，划线价不会写进去")
    found = blocking(listing_problems(facts_of(after), rules))
    if not found:
        return _("存为草稿，可以直接上架")
    return _("存为草稿；上架前还要改 %(n)s 处：%(first)s", n=len(found), first=found[0].message)


def _column_of(field: str) -> str:
    kind, _colon, name = field.partition(":")
    return attribute_column(name) if kind == "attribute" else str(COLUMN_OF.get(kind, Col.TITLE))


def _line_of(group: Group, sku: Content) -> Line:
    """The line that says this SKU; the first if none names it."""
    return next(
        (each for each in group.lines if each.cells.get(Col.SKU, "-") == sku["code"]),
        group.lines[0],
    )


def _kept(line: Line) -> dict[str, Any]:
    return {"sheet": line.sheet, "number": line.number, "cells": list(line.raw)}


def _shop(store: Store, names: Mapping[str, str], keeper: Keeper) -> Shop:
    def picture(name: str, content: Content) -> str | None:
        """In the .zip; else of the listing, of the drawn album, or uploaded earlier."""
        if key_of(name) in names:
            return f"{ZIP}{names[key_of(name)]}"
        had = [str(each) for each in content["images"]]
        if name in had or name in album(content["category_code"], had) or keeper.own([name]):
            return name
        return None

    return Shop(
        freights={each.name: each.id for each in list_templates(store)},
        pictures=picture,
        titles=titles_of(store),
    )
