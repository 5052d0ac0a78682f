"""What stores say to buyers, for the daily patrol: ways off the platform, forbidden words."""

from collections.abc import Iterator

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Cohort
from app.db import db
from sim_market.customer_service.judge.lawful import broken
from sim_market.customer_service.models import Message, Side
from sim_market.rules.pack import pack
from sim_market.violations.detect import Text
from sim_market.violations.detect.texts import RECENT


def service_texts(cohort_id: int) -> Iterator[Text]:
    """Messages that break a rule, as they were sent; to decline to leave the platform is fine."""
    rules = pack(db.session.get_one(Cohort, cohort_id))
    rows = db.session.execute(
        sa.select(Message.store_id, Message.id, Message.conversation_id, Message.text)
        .where(Message.cohort_id == cohort_id, Message.side == Side.STORE)
        .order_by(Message.id.desc())
        .limit(RECENT)
    )
    for store_id, message_id, talk_id, text in rows:
        if broken(text, rules):
            name = _("客服对话 %(n)s", n=talk_id)
            yield Text(store_id, "message", message_id, name, _("客服消息"), text, False)
