"""The practice record of one trainee, by value. (Being filled in as the lower packages appear.)"""

from app import clock
from app.cohorts.models import Cohort
from app.identity.models import User
from grading.evidence.snapshot import Document


def practice_record(cohort: Cohort, trainee: User) -> Document:
    return {
        "taken": {
            "at": clock.now().isoformat(timespec="seconds"),
            "day": cohort.day,
            "sim_seconds": int((cohort.sim_at - cohort.sim_start_at).total_seconds()),
        },
        "store": None,
        "listings": [],
        "orders": [],
        "after_sales": [],
        "reviews": [],
        "supply": {"orders": [], "stock": []},
        "violations": [],
    }
