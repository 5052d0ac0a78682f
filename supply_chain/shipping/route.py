"""Which carrier takes a parcel, its number, and where it is when. Pure; keyed by the order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from app.chance import bits, draw_int, pick
from sim_market.orders.carriers import CARRIERS, Carrier, tracking_number

# word data: provinces by the sorting centre that serves them
HUBS = {
    "沈阳": ("辽宁", "吉林", "黑龙江", "内蒙古"),
    "济南": ("山东", "河北", "天津", "北京", "山西"),
    "杭州": ("浙江", "上海", "江苏", "安徽", "福建", "台湾"),
    "广州": ("广东", "广西", "海南", "香港", "澳门"),
    "武汉": ("湖北", "湖南", "江西", "河南"),
    "西安": ("陕西", "甘肃", "宁夏", "青海", "新疆"),
    "成都": ("四川", "重庆", "云南", "贵州", "西藏"),
}
ELSEWHERE = "武汉"
FAR_HOURS = (34, 62)  # between sorting centres
NEAR_HOURS = (18, 34)  # within the area of one


@dataclass(frozen=True, slots=True)
class Parcel:
    """What the supplier hands over: carrier, number, and all that will happen to it."""

    carrier: Carrier
    tracking_number: str
    events: list[dict[str, str]]

    @property
    def arrives_at(self) -> datetime:
        return datetime.fromisoformat(self.events[-1]["at"])


@dataclass(frozen=True, slots=True)
class Journey:
    """From where to where. `key` keys its chances, `number` (unique) the number of the parcel.

    The way depends on goods and moment only, so that the same order fares alike in any store.
    """

    seed: int
    key: str
    number: str
    city: str
    province: str
    address: Mapping[str, Any]
    leaves_at: datetime


def hub_of(province: str) -> str:
    """The sorting centre of a province, however its name ends ('广西', '广西壮族自治区')."""
    return next((hub for hub, served in HUBS.items() if province.startswith(served)), ELSEWHERE)


def parcel_of(journey: Journey, attempt: int = 0) -> Parcel:
    """The parcel of an order; another attempt has another number."""
    carrier = pick(CARRIERS, journey.seed, "carrier", journey.key)
    digits = bits(journey.seed, "tracking", journey.number, attempt) % 10**10
    return Parcel(carrier, tracking_number(carrier, digits), events_of(journey))


def events_of(journey: Journey) -> list[dict[str, str]]:
    """Two to four days in all: picked up, sorted, at the city, at the door."""
    start, end = hub_of(journey.province), hub_of(str(journey.address.get("province", "")))
    legs = [
        (1, 4, _("%(city)s揽收点已收件", city=journey.city)),
        (5, 9, _("到达%(hub)s分拨中心", hub=start)),
    ]
    if end != start:
        legs.append((*FAR_HOURS, _("到达%(hub)s分拨中心", hub=end)))
    else:
        legs.append((*NEAR_HOURS, _("离开%(hub)s分拨中心", hub=end)))
    legs += [
        (8, 14, _("到达%(city)s，正在派送", city=journey.address.get("city", ""))),
        (2, 6, _("已送达，请查收")),
    ]
    return _timed(journey, legs)


def _timed(journey: Journey, legs: list[tuple[int, int, str]]) -> list[dict[str, str]]:
    at, events = journey.leaves_at, []
    for i, (low, high, text) in enumerate(legs):
        minutes = draw_int(low * 60, high * 60, journey.seed, "leg", journey.key, i)
        at += timedelta(minutes=minutes)
        events.append({"at": at.isoformat(), "text": text})
    return events
