"""What surrounds a page: navigation with counts, sandbox clock, roles, the person's settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

from flask import Flask, current_app, g, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_login import current_user

from app.languages import LANGUAGES
from app.ui import filters
from app.ui.globals import maybe_url

TABS_ON_PHONES = 4
FLAT = 12  # places that one looks over at once; where there are more, they fold


@dataclass(frozen=True, slots=True)
class Place:
    """A link in a navigation, with the number of things that wait there."""

    label: Any
    url: str
    icon: str
    current: bool = False
    count: int = 0
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Places that fold together; open where the person is in one of them."""

    label: Any
    places: Sequence[Place]

    @property
    def icon(self) -> str:
        return self.places[0].icon

    @property
    def current(self) -> bool:
        return any(place.current for place in self.places)

    @property
    def count(self) -> int:
        return sum(place.count for place in self.places)

    @property
    def tone(self) -> str:
        return next((place.tone for place in self.places if place.tone), "")


@dataclass(frozen=True, slots=True)
class ClockFace:
    day: str
    time: str
    pace: str
    paused: bool
    url: str | None


@dataclass(frozen=True)
class Shell:
    """Everything that `layout.html` and its sisters show around a page."""

    language: str
    theme: str
    large_text: bool
    languages: Sequence[tuple[str, str]]
    script_words: dict[str, str]
    person: str = ""
    name: str = ""
    role: str = ""
    place: str = ""
    viewer: Any = None
    clock: ClockFace | None = None
    account_links: Sequence[Place] = ()
    logout_url: str | None = None
    mall_url: str | None = None
    mall_search_url: str | None = None
    mall_tabs: Sequence[Place] = ()
    cart_url: str | None = None
    search_url: str | None = None
    search_label: str = ""

    @property
    def initial(self) -> str:
        return self.name[-1:] or "?"

    @cached_property
    def nav(self) -> Sequence[Place | Group]:
        """Reckoned for pages that show it."""
        return navigation(self.viewer) if self.viewer else ()

    @property
    def tabs(self) -> Sequence[Place]:
        firsts = [each.places[0] if isinstance(each, Group) else each for each in self.nav]
        return firsts[:TABS_ON_PHONES]


def shell() -> Shell:
    """The shell of this request, made once."""
    if "shell" not in g:
        g.shell = build()
    made: Shell = g.shell
    return made


def build() -> Shell:
    language = "en" if str(get_locale() or "").startswith("en") else "zh_CN"
    around = Shell(
        language=language.replace("_", "-"),
        theme="dark" if request.cookies.get("theme") == "dark" else "light",
        large_text=request.cookies.get("text") == "large",
        languages=[(code, word) for code, word in LANGUAGES.items() if code != language],
        script_words=script_words(language),
    )
    viewer = current_user._get_current_object()
    return for_person(around, viewer) if viewer.is_authenticated else around


def for_person(around: Shell, viewer: Any) -> Shell:
    return replace(
        around,
        person=str(viewer.user.id),
        name=viewer.user.name,
        role=str(viewer.role.word) if viewer.role else "",
        place=place_of(viewer),
        viewer=viewer,
        clock=clock_of(viewer),
        account_links=account_links(),
        logout_url=maybe_url("identity.log_out"),
        **mall_of(viewer),
    )


def place_of(viewer: Any) -> str:
    """The class, institution or region in which the person acts."""
    if viewer.cohort:
        return str(viewer.cohort.name)
    if viewer.membership and viewer.membership.institution:
        return str(viewer.membership.institution.name)
    return ""


def navigation(viewer: Any) -> list[Place | Group]:
    """What the role may open. Numbers stand there where the home page has asked."""
    waiting = {todo.url.split("?")[0]: todo for todo in g.get("todos", ())}
    entries = [entry for entry in current_app.extensions["nav"] if viewer.can(entry.permission)]
    found = [(each, place) for each in entries if (place := place_in(each, waiting))]
    return [place for _entry, place in found] if len(found) <= FLAT else folded(found)


def folded(found: Sequence[tuple[Any, Place]]) -> list[Place | Group]:
    """In the order in which each group begins."""
    folds: dict[Any, list[Place]] = {}
    for entry, place in found:
        folds.setdefault(entry.group or entry.endpoint, []).append(place)
    return [
        Group(label, places) if len(places) > 1 else places[0] for label, places in folds.items()
    ]


def place_in(entry: Any, waiting: Mapping[str, Any]) -> Place | None:
    url = maybe_url(entry.endpoint)
    if url is None:
        return None
    todo = waiting.get(url)
    count, tone = (todo.count, todo.tone) if todo else (0, "")
    return Place(entry.label, url, entry.icon, is_here(entry.endpoint), count, tone)


def is_here(endpoint: str) -> bool:
    """An entry is lit on all pages of its blueprint."""
    return str(request.endpoint).split(".")[0] == endpoint.split(".")[0]


def clock_of(viewer: Any) -> ClockFace | None:
    cohort = viewer.cohort
    if cohort is None:
        return None
    return ClockFace(
        day=filters.sim_day(cohort.sim_at, cohort),
        time=filters.sim_clock(cohort.sim_at, cohort),
        pace=pace_of(cohort),
        paused=not (cohort.is_open and cohort.clock_runs),
        url=maybe_url("sandbox.show") if viewer.can("app:clock:control") else None,
    )


def pace_of(cohort: Any) -> str:
    if not cohort.is_open:
        return str(cohort.state.word)
    if not cohort.clock_runs:
        return _("已暂停")
    if cohort.day_minutes >= 60 and cohort.day_minutes % 60 == 0:
        return _("%(n)s 小时过一天", n=cohort.day_minutes // 60)
    return _("%(n)s 分钟过一天", n=cohort.day_minutes)


def account_links() -> list[Place]:
    links = [
        (_("回首页"), "home.index", "house-door"),
        (_("我的账号"), "identity.account", "person-circle"),
        (_("登录过的设备"), "identity.logins", "laptop"),
        (_("换个身份"), "identity.roles", "person-badge"),
    ]
    return [Place(word, url, icon) for word, name, icon in links if (url := maybe_url(name))]


def mall_of(viewer: Any) -> dict[str, Any]:
    """Doors to the mall, where there is one and the person has a sandbox."""
    if viewer.cohort is None or not maybe_url("mall.home"):
        return {}
    tabs = [
        (_("商城"), "mall.home", "house-door"),
        (_("购物车"), "mall.cart", "cart"),
        (_("我买的"), "mall.orders", "receipt"),
        (_("回后台"), "home.index", "shop"),
    ]
    return {
        "mall_url": maybe_url("mall.home"),
        "mall_search_url": maybe_url("mall.search"),
        "cart_url": maybe_url("mall.cart"),
        "mall_tabs": [
            Place(word, url, icon, current=request.endpoint == name)
            for word, name, icon in tabs
            if (url := maybe_url(name))
        ],
    }


@cache
def script_words(_language: str) -> dict[str, str]:
    """Words that app.js shows, in the language of this request."""
    return {
        "restored": _("已恢复上次没提交的内容"),
        "discard": _("放弃这份草稿"),
        "draft": _("草稿已存"),
        "saving": _("正在保存"),
        "saved": _("已自动保存"),
        "unsaved": _("没有存上，请检查网络后再试"),
        "copied": _("已复制"),
        "close": _("关闭"),
        "sending": _("正在提交"),
        "bytes": _("字节"),
        "chars": _("字"),
        "picked": _("已选"),
    }


def register(app: Flask) -> None:
    app.jinja_env.globals["shell"] = shell
