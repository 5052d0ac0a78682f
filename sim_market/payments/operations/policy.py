"""How reliable the provider is in a class: the teacher's switch."""

import sqlalchemy as sa

from app.cohorts.models import Cohort
from app.db import insert_unless_there, taken
from app.identity.models import User
from app.journal import record
from sim_market.payments.models import PaymentPolicy, Weather
from sim_market.payments.queries import weather_of
from sim_market.verbs import Verb


def set_weather(cohort: Cohort, weather: Weather, *, actor: User) -> None:
    """From now on the class's payments have this weather; those that were taken keep theirs."""
    if weather_of(cohort.id) == weather:
        return
    insert_unless_there(PaymentPolicy, cohort_id=cohort.id, weather=weather)
    taken(
        sa.update(PaymentPolicy).where(PaymentPolicy.cohort_id == cohort.id).values(weather=weather)
    )
    record(Verb.PAYMENT_WEATHER_SET, cohort, actor=actor, weather=weather.value)
