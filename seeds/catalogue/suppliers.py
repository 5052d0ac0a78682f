"""Suppliers: real kinds of towns, made-up firms. Places and people from Faker, names our own."""

from datetime import date

from faker import Faker

from app import chance
from seeds.catalogue.words import Trade
from supply_chain.suppliers.drafts import SupplierDraft

PER_TRADE = 4
LEADS = (6, 10, 16, 24)
LONG_PROVINCES = ("黑龙江", "内蒙古")
FIRST = "青云禾木竹溪山石松泉星晨朴知沐南北春秋里乡原野谷川林海湖风露雨雪"
SECOND = "岚栖屿朗和遥序茂辰淮桐舟笙砚禾棠野苒堂坊润盈润丰恒远泰宁安诚"
INTROS = (
    "自有车间，打样三天，小单也接。",
    "做这一行多年，常备现货，次日可发。",
    "产地直供，支持一件代发，破损补寄。",
    "老师傅带班，出货前逐件看过。",
)


def suppliers_of(trade: Trade, first_number: int, seed: int) -> list[SupplierDraft]:
    """The suppliers of one trade, numbered from `first_number`."""
    return [
        supplier(trade, place, first_number + i, seed)
        for i, place in enumerate(trade.places[:PER_TRADE])
    ]


def supplier(trade: Trade, place: str, number: int, seed: int) -> SupplierDraft:
    code = f"S{number:03d}"
    province, city = split_place(place)
    faker = Faker("zh_CN")
    faker.seed_instance(chance.bits(seed, "supplier", code) % 2**32)
    return SupplierDraft(
        code=code,
        name=f"{city}{trade_name(number, seed)}{trade.nouns[(number - 1) % len(trade.nouns)]}",
        category_code=trade.code,
        province=province,
        city=city,
        address=f"{place}{faker.street_name()}{faker.random_int(1, 399)}号",
        contact=faker.name(),
        intro=chance.pick(INTROS, seed, "supplier", code, "intro"),
        since_year=chance.draw_int(2006, date(2022, 1, 1).year, seed, "supplier", code, "since"),
        lead_hours=chance.pick(LEADS, seed, "supplier", code, "lead"),
        service_score=chance.draw_int(410, 490, seed, "supplier", code, "score"),
    )


def trade_name(number: int, seed: int) -> str:
    """Two characters, another pair for every number below their product."""
    start = chance.draw_int(0, len(FIRST) - 1, seed, "trade name")
    return FIRST[(start + number) % len(FIRST)] + SECOND[(number * 7 + number // 32) % len(SECOND)]


def split_place(place: str) -> tuple[str, str]:
    """'江西景德镇' -> ('江西', '景德镇')."""
    cut = 3 if place.startswith(LONG_PROVINCES) else 2
    return place[:cut], place[cut:]
