"""Parcels: where returned goods go, and how a careful trainee sends goods of their own."""

# word data: a word that the page shows

import csv
import io

from seeds.rehearsal.cast import Part
from seeds.rehearsal.habits import TEXTS
from seeds.rehearsal.visitor import Page, Visitor
from sim_market.orders import carriers

CARRIER = carriers.CARRIERS[0]


def give_address(visitor: Visitor, part: Part) -> None:
    """Where returned goods go; all of it made up."""
    form = visitor.open("/store/addresses").form(r"/store/addresses$")
    form.submit(TEXTS["returns"] | {"phone": part.phone})


def post_own(visitor: Visitor) -> int:
    """The template, lines pasted, looked at, sent in one batch; how many orders."""
    sheet = visitor.open("/orders/batch/template.csv").text.lstrip("\ufeff")
    _head, *rows = list(csv.reader(io.StringIO(sheet)))
    if rows:
        lines = "\n".join(f"{row[0]} {CARRIER.code} {number_for(row[0])}" for row in rows)
        looked = visitor.open("/orders/batch").form(r"/orders/batch$").submit({"rows": lines})
        looked.form(r"/batch/\d+/ship$").submit()
    return len(rows)


def send_along(visitor: Visitor, page: Page) -> Page:
    """Own goods in an order that the supplier sends go into its parcel; the page afterwards."""
    unknown = page.find('//tr[contains(., "没有关联货源")]//a/@href')
    for address in dict.fromkeys(map(str, unknown)):
        for form in visitor.open(address).forms(r"/own$"):
            form.submit()
    return visitor.open("/supply/orders", {"state": "waiting"}) if unknown else page


def number_for(order: str) -> str:
    """A parcel number of its own for each order of a class."""
    return carriers.tracking_number(CARRIER, int(order[1:]))
