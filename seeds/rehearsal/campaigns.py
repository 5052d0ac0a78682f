"""What a careful trainee sets up to sell more: prices for some days, money off baskets, an ad."""

# word data: what a trainee types

from seeds.rehearsal.steering import advertise
from seeds.rehearsal.visitor import Visitor

TERMS = {
    "time_discount": {"name": "开店小惠", "how": "fold", "value": "9.5", "budget": "60"},
    "full_reduction": {"name": "满六十减五", "from_1": "60", "off_1": "5"},
    "live_price": {"name": "今晚直播九折", "how": "fold", "value": "9", "buyer_quota": "2"},
}
FOR_THE_FIRST = {"time_discount", "live_price"}
FROM_NOW = {"starts_time": "00:00", "ends_day": "9"}


def start_campaigns(visitor: Visitor, day: int) -> None:
    """Made as a draft, looked at in the simulation, then started. The prices are for the first of
    the goods, one up to a budget, the other for those who come from the live bag.
    """
    for kind, said in TERMS.items():
        form = visitor.open(f"/promotions/new/{kind}").form(rf"/promotions/new/{kind}$")
        first = [str(each) for each in form.element.xpath('.//input[@name="goods"]/@value')[:1]]
        goods = {"goods": first} if kind in FOR_THE_FIRST else {}
        page = form.submit(said | FROM_NOW | {"starts_day": str(day)} | goods)
        page.form(r"/start$").submit()
    advertise(visitor)
