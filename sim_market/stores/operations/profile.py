"""What the owner of an open store may change: what it says of itself and what it promises."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _

from app.errors import Invalid, NotAllowed
from app.identity.models import User
from app.journal import record
from sim_market.rules.listing_check import text_problems
from sim_market.rules.pack import pack
from sim_market.rules.problems import blocking, by_field
from sim_market.stores.applications import application_of, application_problems
from sim_market.stores.models import Store
from sim_market.stores.steps import Promise
from sim_market.verbs import Verb

SHIP_HOURS = (12, 24, 48)
PROFILE = {
    "intro", "notice", "logo", "ship_hours", "auto_capture", "opens", "closes", "promises",
}  # fmt: skip


def change_store(store: Store, wanted: Mapping[str, Any], *, actor: User) -> None:
    """Change what an open store says of itself and promises; the name stays.

    `wanted`: those columns named in PROFILE that are given.
    """
    if not store.is_open:
        raise NotAllowed(_("店铺还没有开张"), next_step=_("先完成开店申请"), link="/store")
    if wanted.get("ship_hours", store.ship_hours) not in SHIP_HOURS:
        raise Invalid(_("请选一个发货时间"), fields={"ship_hours": _("请选一个发货时间")})
    said = {n: v.strip() if isinstance(v, str) else v for n, v in wanted.items() if n in PROFILE}
    if not set(said.get("promises", ())) <= set(Promise):
        raise Invalid(_("请从列表里选承诺"), fields={"promises": _("请从列表里选承诺")})
    changes = {name: value for name, value in said.items() if getattr(store, name) != value}
    if not changes:
        return
    _guard_profile(store, said.get("intro", store.intro))
    _guard_notice(store, said.get("notice", ""))
    for name, value in changes.items():
        setattr(store, name, value)
    record(Verb.STORE_CHANGED, store, actor=actor, changes=changes)


def set_auto_capture(store: Store, on: bool, *, actor: User) -> None:
    """Have new orders copied into the supply system by themselves, or not."""
    if store.auto_capture == on:
        return
    store.auto_capture = on
    record(Verb.STORE_CHANGED, store, actor=actor, changes={"auto_capture": on})


def _guard_notice(store: Store, notice: str) -> None:
    faults = blocking(text_problems("notice", notice, pack(store.cohort)))
    if faults:
        raise Invalid(
            faults[0].message,
            rule=faults[0].rule,
            next_step=_("改好后再保存"),
            fields=by_field(faults),
        )


def _guard_profile(store: Store, intro: str) -> None:
    application = replace(application_of(store), intro=intro)
    faults = blocking(application_problems(application, pack(store.cohort)))
    if faults:
        raise Invalid(
            faults[0].message,
            rule=faults[0].rule,
            next_step=_("改好后再保存"),
            fields=by_field(faults),
        )
