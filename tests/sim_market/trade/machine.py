"""Whatever people do, in whatever order: the platform does what the book says, and no more.

Each rule picks something, asks the book whether it may be done, and does it. It must go well
exactly if the book says so. After every step stock and money are those of the book to the last
unit and fen, every order and request is where the book has it, and all checks hold.
"""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from app.cohorts import clock
from app.cohorts.models import Cohort
from app.db import db
from tests.sim_market.trade.returning import Returning
from tests.sim_market.trade.selling import Selling
from tests.sim_market.trade.things import DAY, HOUR
from tests.sim_market.trade.together import Together

WAITS = [1, 5, 29, 30, HOUR, DAY, 47 * HOUR, 49 * HOUR, 8 * DAY, 11 * DAY]


class Trade(Selling, Together, Returning):
    @rule(minutes=st.sampled_from(WAITS))
    @precondition(lambda self: self.book.waits())
    def wait(self, minutes: int) -> None:
        """Of those who have paid a deposit many wait for the window of the balance."""
        if minutes >= 8 * DAY and self.any_sale(lambda sale: sale.held == "paid"):
            minutes = max(minutes % 7, self.book.window()[0] + minutes // DAY - self.book.now)
        db.session.commit()
        cohort = db.session.get_one(Cohort, self.world.cohort_id)
        clock.advance(cohort.id, cohort.sim_at + timedelta(minutes=minutes))
        db.session.expire_all()
        self.book.pass_time(minutes)

    @invariant()
    def nothing_is_wrong(self) -> None:
        self.compare()
