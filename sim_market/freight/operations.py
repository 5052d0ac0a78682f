"""Making and changing a store's shipping templates. Placed orders keep the fee they were told."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.db import db, taken
from app.errors import Conflict, Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.freight.models import FreightKind, FreightTemplate, Use
from sim_market.freight.provinces import FAR, PROVINCES
from sim_market.freight.queries import list_templates
from sim_market.stores.models import Store
from sim_market.verbs import Verb

MOST = 20  # templates of one store
MOST_ZONES = 20
MOST_FEN = 99_900
MOST_UNITS = 999_999
LONGEST_NAME = 30
HOME = PROVINCES[10]  # from where a store sends that has not said so
Zones = Sequence[Mapping[str, Any]]
USED_BY: list[Callable[[Store], Mapping[int, Sequence[Use]]]] = []  # rooms above say what names it


@dataclass(frozen=True, slots=True)
class FreightDraft:
    """A template before it is one. `zones`: as `price.Zone`, money in fen, the rest last."""

    name: str
    kind: FreightKind
    ships_from: str
    zones: Zones


def make_template(store: Store, draft: FreightDraft, *, actor: User | None) -> FreightTemplate:
    """A new template; the first of a store is its default. Raises Invalid, Conflict."""
    _hold(store)
    others = list_templates(store)
    if len(others) >= MOST:
        raise Conflict(
            _("最多 %(n)s 个运费模板", n=MOST), next_step=_("先删掉不用的"), link="/freight"
        )
    said = _said(draft, others)
    template = FreightTemplate(
        cohort_id=store.cohort_id, store_id=store.id, is_default=not others, **said
    )
    db.session.add(template)
    record(Verb.FREIGHT_MADE, template, actor=actor, name=template.name)
    return template


def change_template(
    template: FreightTemplate,
    store: Store,
    draft: FreightDraft,
    *,
    version: int,
    actor: User | None,
) -> None:
    """Say all of it anew. Conflict if somebody has changed it since `version` was read."""
    _hold(store)
    said = _said(draft, [each for each in list_templates(store) if each.id != template.id])
    _claim(template, version, said)
    record(Verb.FREIGHT_CHANGED, template, actor=actor, name=template.name)


def copy_template(
    template: FreightTemplate, store: Store, *, actor: User | None
) -> FreightTemplate:
    """The same under another name."""
    names = {each.name for each in list_templates(store)}
    stem = template.name[: LONGEST_NAME - 4]
    name = next(said for n in range(2, MOST + 3) if (said := f"{stem} {n}") not in names)
    draft = FreightDraft(name, template.kind, template.ships_from, template.zones)
    return make_template(store, draft, actor=actor)


def make_default(template: FreightTemplate, store: Store, *, actor: User | None) -> None:
    """From now on it is for all goods that name no template."""
    _hold(store)
    _guard_there(template)
    if template.is_default:
        return
    chosen = FreightTemplate.id == template.id
    db.session.execute(
        sa.update(FreightTemplate)
        .where(FreightTemplate.cohort_id == store.cohort_id, FreightTemplate.store_id == store.id)
        .values(is_default=sa.case((chosen & ~FreightTemplate.deleted, True), else_=False))
    )
    record(Verb.FREIGHT_DEFAULT, template, actor=actor, name=template.name)


def delete_template(template: FreightTemplate, store: Store, *, actor: User | None) -> None:
    """Not while goods name it, nor the default while there are others."""
    _hold(store)
    _guard_there(template)
    guard_unused(template, uses_of(store).get(template.id, []))
    others = [each for each in list_templates(store) if each.id != template.id]
    if template.is_default and others:
        raise NotAllowed(
            _("“%(name)s”是默认模板，不能删", name=template.name),
            next_step=_("先把另一个设为默认"),
            link="/freight",
        )
    template.is_default, template.deleted = False, True
    record(Verb.FREIGHT_DELETED, template, actor=actor, name=template.name)


def uses_of(store: Store) -> dict[int, list[Use]]:
    """Template id -> what names it."""
    found: dict[int, list[Use]] = {}
    for asked in USED_BY:
        for template_id, uses in asked(store).items():
            found.setdefault(template_id, []).extend(uses)
    return found


def guard_unused(template: FreightTemplate, uses: Sequence[Use]) -> None:
    """Raise NotAllowed, naming the first few of what names it."""
    if uses:
        some = "".join(f"《{use.title}》" for use in uses[:3])
        raise NotAllowed(
            _(
                "有 %(n)s 件商品在用“%(name)s”，不能删：%(some)s",
                n=len(uses),
                name=template.name,
                some=some,
            ),
            next_step=_("先给这些商品换一个运费模板"),
            link=uses[0].link,
        )


def take_in(
    store: Store, drafts: Sequence[FreightDraft], *, actor: User | None
) -> tuple[list[str], list[str]]:
    """Templates from a file: one of a name that is there is said anew, others are made.

    Templates that the file does not name stay as they are. Returns the names made and changed.
    """
    there = {each.name: each for each in list_templates(store)}
    made, changed = [], []
    for draft in drafts:
        old = there.get(draft.name)
        if old is None:
            made.append(make_template(store, draft, actor=actor).name)
        else:
            change_template(old, store, draft, version=old.version, actor=actor)
            changed.append(draft.name)
    return made, changed


def begin_with(store: Store, start: str, *, actor: User | None) -> FreightTemplate:
    """One of the ready-made templates of `STARTS`."""
    if start not in STARTS:
        raise Invalid(_("没有这个起步模板"), next_step=_("从列表里选一个"), link="/freight")
    name, kind, zones = STARTS[start]()
    return make_template(store, FreightDraft(name, kind, HOME, zones), actor=actor)


def _hold(store: Store) -> None:
    """What a store's templates are to each other is changed by one at a time."""
    db.session.execute(sa.select(Store.id).where(Store.id == store.id).with_for_update())


def _guard_there(template: FreightTemplate) -> None:
    db.session.refresh(template)
    if template.deleted:
        raise Conflict(
            _("“%(name)s”刚被删掉了", name=template.name),
            next_step=_("回运费模板页看看"),
            link="/freight",
        )


def _said(draft: FreightDraft, others: Sequence[FreightTemplate]) -> dict[str, Any]:
    return {
        "name": guard_name(draft.name, others),
        "kind": draft.kind,
        "ships_from": guard_province(draft.ships_from),
        "zones": guard_zones(draft.zones),
    }


def guard_zones(zones: Zones) -> list[dict[str, Any]]:
    """Zones that can be kept: no province twice, numbers in range, the rest last. In fen."""
    if not 0 < len(zones) <= MOST_ZONES:
        raise _refuse(_("计费区域要 1 到 %(n)s 个", n=MOST_ZONES))
    kept = [_zone(zone) for zone in zones]
    named = [province for zone in kept for province in zone["provinces"]]
    if len(set(named)) != len(named):
        twice = next(each for each in named if named.count(each) > 1)
        raise _refuse(_("“%(name)s”在两个区域里都有，只能算一个价", name=twice))
    if kept[-1]["provinces"] or not all(zone["provinces"] for zone in kept[:-1]):
        raise _refuse(_("最后一个区域是“其他地区”，其余区域都要选省份"))
    return kept


def guard_province(name: str) -> str:
    if name not in PROVINCES:
        raise Invalid(
            _("请选发货省份"), fields={"ships_from": _("请选发货省份")}, next_step=_("从列表里选")
        )
    return name


def guard_name(name: str, others: Sequence[FreightTemplate]) -> str:
    said = " ".join(name.split())
    message = ""
    if not 0 < len(said) <= LONGEST_NAME:
        message = _("模板名要 1 到 %(n)s 个字", n=LONGEST_NAME)
    elif any(each.name == said for each in others):
        message = _("已经有叫“%(name)s”的模板", name=said)
    if message:
        raise Invalid(message, fields={"name": message}, next_step=_("换一个名字"))
    return said


def _zone(said: Mapping[str, Any]) -> dict[str, Any]:
    provinces = [str(each) for each in said.get("provinces", ())]
    strange = [each for each in provinces if each not in PROVINCES]
    if strange:
        raise _refuse(_("没有“%(name)s”这个省份", name=strange[0][:20]))
    zone: dict[str, Any] = {"provinces": provinces, "delivers": bool(said.get("delivers", True))}
    for name, low, high, default in NUMBERS:
        value = said.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise _refuse(_("首费、续费要在 0 到 999 元之间，首件和续件至少是 1"))
        zone[name] = value
    free = said.get("free_over_fen")
    if free is not None and (not isinstance(free, int) or not 0 < free <= 10_000_000):
        raise _refuse(_("满多少元包邮要大于 0，不设就空着"))
    return zone | {"free_over_fen": free}


NUMBERS = (
    ("first", 1, MOST_UNITS, 1),
    ("first_fen", 0, MOST_FEN, 0),
    ("step", 1, MOST_UNITS, 1),
    ("step_fen", 0, MOST_FEN, 0),
)


def _refuse(message: str) -> Invalid:
    return Invalid(message, fields={"zones": message}, next_step=_("改好后再保存"))


def _claim(template: FreightTemplate, version: int, wanted: Mapping[str, Any]) -> None:
    claimed = taken(
        sa.update(FreightTemplate)
        .where(
            FreightTemplate.id == template.id,
            FreightTemplate.version == version,
            ~FreightTemplate.deleted,
        )
        .values(version=version + 1, **wanted)
        .execution_options(synchronize_session=False)
    )
    db.session.expire(template)
    if not claimed:
        raise Conflict(
            _("这个运费模板刚被改过"), next_step=_("看清现在的内容，再保存一次"), link="/freight"
        )


def _free() -> tuple[str, FreightKind, Zones]:
    return _("全国包邮"), FreightKind.PIECE, [{}]


def _by_piece() -> tuple[str, FreightKind, Zones]:
    far = {"provinces": FAR[:7], "first_fen": 1500, "step_fen": 500}
    no = {"provinces": FAR[7:], "delivers": False}
    rest = {"first_fen": 600, "step_fen": 100, "free_over_fen": 9900}
    return _("按件计费，满 99 元包邮"), FreightKind.PIECE, [far, no, rest]


def _by_weight() -> tuple[str, FreightKind, Zones]:
    grams = {"first": 1000, "step": 1000}
    far = grams | {"provinces": FAR[:7], "first_fen": 1800, "step_fen": 1200}
    no = {"provinces": FAR[7:], "delivers": False}
    rest = grams | {"first_fen": 800, "step_fen": 300}
    return _("按重量计费"), FreightKind.WEIGHT, [far, no, rest]


STARTS: dict[str, Callable[[], tuple[str, FreightKind, Zones]]] = {
    "free": _free,
    "piece": _by_piece,
    "weight": _by_weight,
}
