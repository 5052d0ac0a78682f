"""A coupon from the desk: the buyer gets it at once, and the thread says so."""

from flask_babel import force_locale
from flask_babel import gettext as _

from app.errors import NotAllowed
from app.identity.models import User
from sim_market.customer_service.models import Conversation, Message, Side
from sim_market.customer_service.operations.lines import add_line
from sim_market.orders.customers import known_to
from sim_market.promotions.models import CouponBatch
from sim_market.promotions.operations import claim_coupon
from sim_market.promotions.pricing.terms import Kind
from sim_market.promotions.wording import terms_words
from sim_market.rules.pack import RuleId


def send_coupon(talk: Conversation, batch: CouponBatch, *, actor: User) -> Message:
    """Claim one for the buyer of this conversation, within the limits for everybody (C1, C2).

    Raises what `claim_coupon` raises, NotAllowed for a newcomers' coupon to a customer. It is not
    an answer: the clock of rule C-1 goes on.
    """
    promotion = batch.promotion
    new_only = promotion.kind == Kind.NEW_CUSTOMER_COUPON
    if new_only and known_to(talk.shopper, [talk.store_id]):
        raise NotAllowed(
            _("“%(name)s”只给第一次在本店买的人，这位买家买过", name=promotion.name),
            rule=RuleId.COUPON, next_step=_("换一张店铺券或商品券再发"),
        )  # fmt: skip
    claim_coupon(batch, talk.shopper, actor=actor)
    with force_locale("zh_CN"):  # the buyer reads it too, in whatever language
        said = _(
            "店铺送您一张券：%(name)s，%(terms)s", name=promotion.name, terms=terms_words(promotion)
        )
    return add_line(talk, Side.SYSTEM, said)
