"""What trainees do about shipping fees: begin with a ready-made template, or make their own.

Most send free: the crowd compares prices with shipping, and six yuan are much on a cup.
"""

# word data: what a trainee types

from seeds.rehearsal.cast import Part, Strategy
from seeds.rehearsal.visitor import Visitor

HEAVY = "重货另算"
FREE, PIECE = 0, 1  # places of the ready-made templates on the page
CHARGING = 4


def set_freight(visitor: Visitor, part: Part) -> None:
    """The careless leave it at free shipping without a template; two of the ordinary charge."""
    if part.strategy == Strategy.CARELESS:
        return
    charges = part.strategy == Strategy.ORDINARY and part.number % 6 == CHARGING
    visitor.open("/freight").forms(r"/freight/start$")[PIECE if charges else FREE].submit()
    if part.strategy == Strategy.CAREFUL:
        make_heavy(visitor)


def make_heavy(visitor: Visitor) -> None:
    """A template by weight: dearer far away, free from 99 yuan on, nothing overseas."""
    form = visitor.open("/freight/new").form(r"/freight/new$")
    form = form.submit({"name": HEAVY, "kind": "weight"}, button="do=add").form(r"/freight/new$")
    form = form.submit(button="do=far:0").form(r"/freight/new$")
    far = {"zones-0-first": 1000, "zones-0-first_fee": "10.00", "zones-0-step": 1000}
    rest = {"zones-1-first": 1000, "zones-1-first_fee": "4.00", "zones-1-step": 1000}
    more = {"zones-0-step_fee": "6.00", "zones-1-step_fee": "2.00", "zones-1-free_over": "99"}
    asked = form.submit(far | rest | more | {"to": "新疆"}, button="do=try")
    asked.form(r"/freight/new$").submit()


def bind_heavy(visitor: Visitor) -> None:
    """Let the first of the goods go by the template of one's own."""
    address = visitor.open("/listings").links(r"^/listings/\d+$")[0]
    form = visitor.open(address).form(rf"{address}$")
    [value] = form.element.xpath(f'.//option[contains(., "{HEAVY}")]/@value')
    form.submit({"freight_id": value}, button="do=save")
