"""Building a store's page, publishing it, and going back."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, insert_unless_there, savepoint, taken
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.decoration.blocks import (
    KINDS,
    MOST_BLOCKS,
    Block,
    find,
    moved,
    new_block,
    next_id,
    place_of,
)
from sim_market.decoration.models import PageVersion, StorePage
from sim_market.decoration.page_check import page_problems
from sim_market.decoration.queries import around, find_page, shelf_of
from sim_market.decoration.starts import STARTS, Own, started
from sim_market.rules.pack import RuleId, pack
from sim_market.rules.problems import blocking, by_field
from sim_market.stores.models import Store
from sim_market.verbs import Verb

HOME = "/decoration"


def page_of(store: Store) -> StorePage:
    """The page that a store is building; made empty at first use."""
    if not store.opened_sim_at:
        raise NotAllowed(_("店铺还没有开张"), next_step=_("先完成开店申请"), link="/store")
    insert_unless_there(
        StorePage, cohort_id=store.cohort_id, store_id=store.id, blocks=[], version=1, published=0
    )
    page = find_page(store)
    assert page is not None  # noqa: S101 - it was made just now
    return page


def add_block(page: StorePage, kind: str, *, version: int) -> int:
    """Add an empty block at the end; returns its id."""
    if kind not in KINDS:
        raise Invalid(_("没有这种模块"), next_step=_("从左边选一种"), link=HOME)
    if len(page.blocks) >= MOST_BLOCKS:
        raise _full()
    block = new_block(kind, page.blocks)
    save(page, [*page.blocks, block], version=version)
    return int(block["id"])


def change_block(page: StorePage, block_id: int, said: dict[str, Any], *, version: int) -> None:
    """Say something else in a block. `said` has the fields of its kind, and `show`."""
    _guard_there(page, block_id)
    blocks = [{**each, **said} if each["id"] == block_id else each for each in page.blocks]
    save(page, blocks, version=version)


def move_block(page: StorePage, block_id: int, to: str, *, version: int) -> None:
    """`to`: 'up', 'down', or the place to go to, counted from 0."""
    _guard_there(page, block_id)
    now = place_of(page.blocks, block_id)
    places = {"up": now - 1, "down": now + 1}
    if to not in places and not (to.isdecimal() and len(to) < 4):
        raise Invalid(_("不知道要移到哪里"), next_step=_("用上移、下移按钮"), link=HOME)
    place = places[to] if to in places else int(to)
    save(page, moved(page.blocks, block_id, place), version=version)


def copy_block(page: StorePage, block_id: int, *, version: int) -> None:
    """The same block once more, right below."""
    block = _guard_there(page, block_id)
    if len(page.blocks) >= MOST_BLOCKS:
        raise Invalid(
            _("最多放 %(n)s 个模块", n=MOST_BLOCKS), next_step=_("先删掉不用的"), link=HOME
        )
    place = place_of(page.blocks, block_id) + 1
    twin = {**block, "id": next_id(page.blocks)}
    save(page, [*page.blocks[:place], twin, *page.blocks[place:]], version=version)


def remove_block(page: StorePage, block_id: int, *, version: int) -> None:
    """Take a block off the page; `undo` brings it back."""
    _guard_there(page, block_id)
    save(page, [each for each in page.blocks if each["id"] != block_id], version=version)


def start_from(page: StorePage, store: Store, name: str, *, version: int) -> None:
    """Begin anew from a template, filled with the store's own goods; `undo` brings back."""
    if name not in STARTS:
        raise Invalid(_("没有这个模板"), next_step=_("从列出的模板里选一个"), link=HOME)
    shelf = shelf_of(store)
    best = sorted(shelf.cards, key=lambda card: (-card.sold, card.listing.code))
    own = Own(
        name=store.name,
        intro=store.intro,
        goods=[(c.listing.id, c.listing.title, c.listing.picture or "") for c in best],
        has_groups=any(shelf.cards_in(group.id) for group in shelf.groups),
    )
    save(page, started(STARTS[name], own), version=version)


def undo(page: StorePage, *, version: int) -> None:
    """Back to the page before the last change; doing it twice goes forward again."""
    if page.before is None:
        raise Conflict(_("没有可以撤销的改动"), next_step=_("接着装修就行"), link=HOME)
    save(page, page.before, version=version)


def save(page: StorePage, blocks: Sequence[Block], *, version: int) -> None:
    """Keep the draft, or Conflict if it was changed since `version` was read."""
    if page.version != version or not _claim(page, list(blocks), version):
        db.session.expire(page)
        raise Conflict(
            _("这个页面刚在别处改过，您看到的不是最新的"),
            next_step=_("看一眼现在的样子，再改一次"),
            link=HOME,
        )
    db.session.expire(page)


def publish(page: StorePage, store: Store, *, version: int, actor: User) -> PageVersion:
    """Show the draft to buyers. Invalid with the faults by block if a rule stands in the way."""
    if page.version != version:
        raise Conflict(
            _("这个页面刚在别处改过，您看到的不是最新的"), next_step=_("核对后再发布"), link=HOME
        )
    shelf = shelf_of(store)
    known = around(shelf, page.blocks, store.cohort_id)
    faults = blocking(page_problems(page.blocks, known, pack(store.cohort)))
    if faults:
        raise Invalid(
            _("还有 %(n)s 处要改：%(first)s", n=len(faults), first=faults[0].message),
            rule=faults[0].rule,
            next_step=_("按提示改好再发布"),
            fields=by_field(faults),
            link=HOME,
        )
    return _keep(page, store, list(page.blocks), actor=actor)


def roll_back(page: StorePage, store: Store, old: PageVersion, *, actor: User) -> PageVersion:
    """Show an old version again, as a new one; the draft becomes it too."""
    save(page, old.blocks, version=page.version)
    return _keep(page, store, list(old.blocks), actor=actor)


def _claim(page: StorePage, blocks: list[Block], version: int) -> bool:
    return taken(
        sa.update(StorePage)
        .where(StorePage.id == page.id, StorePage.version == version)
        .values(blocks=blocks, before=list(page.blocks), version=version + 1)
        .execution_options(synchronize_session=False)
    )


def _keep(page: StorePage, store: Store, blocks: list[Block], *, actor: User) -> PageVersion:
    """Of two who publish at once one gets the number; the other is told to look again."""
    number = _last_number(store) + 1
    made = PageVersion(
        cohort_id=store.cohort_id,
        store_id=store.id,
        number=number,
        blocks=blocks,
        actor=actor,
        published_sim_at=store.cohort.sim_at,
    )
    try:
        with savepoint():
            db.session.add(made)
            db.session.flush()
    except sa.exc.IntegrityError as error:
        raise Conflict(_("刚有人发布过"), next_step=_("刷新后再发布"), link=HOME) from error
    page.published = number
    record(Verb.STORE_DECORATED, store, actor=actor, version=number, blocks=len(blocks))
    return made


def _last_number(store: Store) -> int:
    last = sa.select(sa.func.max(PageVersion.number)).where(
        PageVersion.cohort_id == store.cohort_id, PageVersion.store_id == store.id
    )
    return db.session.scalar(last) or 0


def _guard_there(page: StorePage, block_id: int) -> Block:
    block = find(page.blocks, block_id)
    if block is None:
        raise Conflict(_("这个模块已经不在页面上"), next_step=_("刷新页面看最新的样子"), link=HOME)
    return block


def _full() -> Invalid:
    return Invalid(
        _("最多放 %(n)s 个模块", n=MOST_BLOCKS),
        rule=RuleId.DECORATION,
        next_step=_("先删掉不用的"),
        link=HOME,
    )
