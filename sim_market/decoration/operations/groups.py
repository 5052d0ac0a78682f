"""The store's own categories of goods."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, savepoint
from app.errors import Conflict, Invalid
from app.identity.models import User
from app.journal import record
from sim_market.decoration.models import GroupRule, StoreCategory, StoreCategoryListing
from sim_market.decoration.queries import list_groups
from sim_market.listings.models import Listing
from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import pack
from sim_market.rules.problems import blocking, by_field
from sim_market.stores.models import Store
from sim_market.verbs import Verb

MOST_GROUPS = 40
LONGEST_NAME = 20
HOME = "/decoration/groups"


def add_group(
    store: Store,
    name: str,
    *,
    parent_id: int | None = None,
    rule: GroupRule = GroupRule.HAND,
    actor: User,
) -> StoreCategory:
    """A new category of the store's own, of the first level or below one of the first level."""
    name = _guard_name(store, name)
    groups = list_groups(store)
    if len(groups) >= MOST_GROUPS:
        raise Invalid(
            _("最多 %(n)s 个店内分类", n=MOST_GROUPS), next_step=_("先删掉不用的"), link=HOME
        )
    _guard_parent(groups, parent_id, None)
    group = StoreCategory(
        cohort_id=store.cohort_id, store_id=store.id, name=name, position=len(groups) + 1,
        parent_id=parent_id, rule=rule,
    )  # fmt: skip
    _guard_unique(group, name)
    record(Verb.STORE_CATEGORY_CHANGED, store, actor=actor, name=name)
    return group


def change_group(
    group: StoreCategory,
    store: Store,
    name: str,
    *,
    parent_id: int | None,
    rule: GroupRule,
    actor: User,
) -> None:
    """Another name, place in the tree or rule."""
    groups = list_groups(store)
    _guard_parent(groups, parent_id, group)
    group.name, old = _guard_name(store, name), group.name
    group.parent_id, group.rule = parent_id, rule
    _guard_unique(group, name)
    record(Verb.STORE_CATEGORY_CHANGED, store, actor=actor, name=name, was=old)


def move_group(group: StoreCategory, store: Store, *, up: bool, actor: User) -> None:
    """One place up or down among its siblings; nothing happens at the end."""
    siblings = [each for each in list_groups(store) if each.parent_id == group.parent_id]
    now = siblings.index(group)
    to = now - 1 if up else now + 1
    if not 0 <= to < len(siblings):
        return
    siblings.insert(to, siblings.pop(now))
    for place, each in enumerate(siblings, 1):
        each.position = place
    record(Verb.STORE_CATEGORY_CHANGED, store, actor=actor, name=group.name)


def fill_group(
    group: StoreCategory, store: Store, listing_ids: Sequence[int], *, actor: User
) -> None:
    """Exactly these goods stand in the category from now on; others' goods are left out."""
    own = db.session.scalars(
        sa.select(Listing.id).where(
            Listing.cohort_id == store.cohort_id,
            Listing.store_id == store.id,
            Listing.id.in_(list(listing_ids)[:500]),
        )
    ).all()
    db.session.execute(
        sa.delete(StoreCategoryListing).where(
            StoreCategoryListing.cohort_id == store.cohort_id,
            StoreCategoryListing.store_category_id == group.id,
        )
    )
    db.session.add_all(
        StoreCategoryListing(cohort_id=store.cohort_id, store_category_id=group.id, listing_id=n)
        for n in own
    )
    record(Verb.STORE_CATEGORY_CHANGED, store, actor=actor, name=group.name, listings=len(own))


def remove_group(group: StoreCategory, store: Store, *, actor: User) -> None:
    """Take a category away; its goods stay on sale. Not while there are some below it."""
    if any(each.parent_id == group.id for each in list_groups(store)):
        raise Conflict(
            _("“%(name)s”下面还有分类，没有删除", name=group.name),
            next_step=_("先删掉下级分类，或者把它们移到别处"),
            link=HOME,
        )
    db.session.execute(
        sa.delete(StoreCategoryListing).where(
            StoreCategoryListing.cohort_id == store.cohort_id,
            StoreCategoryListing.store_category_id == group.id,
        )
    )
    db.session.delete(group)
    record(Verb.STORE_CATEGORY_CHANGED, store, actor=actor, was=group.name)


def _guard_name(store: Store, name: str) -> str:
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        message = _("分类名要 1 到 %(n)s 个字", n=LONGEST_NAME)
        raise Invalid(message, fields={"name": message}, next_step=_("改好后再保存"))
    faults = blocking(text_problems("name", name, pack(store.cohort)))
    if faults:
        raise Invalid(
            faults[0].message,
            rule=faults[0].rule,
            fields=by_field(faults),
            next_step=_("改好后再保存"),
        )
    return name


def _guard_parent(
    groups: Sequence[StoreCategory], parent_id: int | None, group: StoreCategory | None
) -> None:
    """Two levels and no more: the parent has no parent, who has some below gets no parent."""
    if parent_id is None:
        return
    tops = {each.id for each in groups if each.parent_id is None and each is not group}
    has_some = group is not None and any(each.parent_id == group.id for each in groups)
    if parent_id not in tops or has_some:
        message = _("店内分类最多两级，请选一个一级分类")
        raise Invalid(message, fields={"parent": message}, next_step=_("改好后再保存"), link=HOME)


def _guard_unique(group: StoreCategory, name: str) -> None:
    try:
        with savepoint():
            db.session.add(group)
            db.session.flush()
    except sa.exc.IntegrityError as error:
        message = _("已经有“%(name)s”这个分类", name=name)
        raise Conflict(message, fields={"name": message}, next_step=_("换一个名字")) from error
