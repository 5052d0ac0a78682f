"""What a teacher lets happen to the market, and what a careful trainee pays to be seen."""

# word data: what people type

from seeds.rehearsal.visitor import Visitor


def arrange(teacher: Visitor) -> None:
    """A great promotion day in two weeks, announced to the class."""
    form = teacher.open("/market/events").form(r"/market/events/scenario$")
    form.submit({"scenario": "big_promotion", "first_day": "14"})


def advertise(visitor: Visitor) -> None:
    """A small budget, and a bid for the plain word of the first of the goods."""
    page = visitor.open("/traffic/ads").form(r"/traffic/ads$").submit({"on": True, "budget": "5"})
    page = page.follow(r"/traffic/ads/\d+$")
    page.form(r"/traffic/ads/\d+$").submit({"bid_0": "0.30"})
