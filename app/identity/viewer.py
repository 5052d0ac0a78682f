"""Who is looking: a person, in the role that they have chosen, from one signed-in browser."""

from dataclasses import dataclass

from flask import current_app
from flask_login import UserMixin

from app.cohorts.models import Cohort
from app.identity.models import Login, Membership, Role, User


@dataclass(frozen=True, slots=True)
class Viewer(UserMixin):  # type: ignore[misc]
    """What queries take as `seen_by`. `login` is None where there is no browser (jobs, tests)."""

    user: User
    membership: Membership | None
    login: Login | None = None
    token: str = ""

    def get_id(self) -> str:
        return self.token

    @property
    def role(self) -> Role | None:
        return self.membership.role if self.membership else None

    @property
    def cohort(self) -> Cohort | None:
        return self.membership.cohort if self.membership else None

    @property
    def cohort_id(self) -> int | None:
        return self.membership.cohort_id if self.membership else None

    @property
    def institution_id(self) -> int | None:
        return self.membership.institution_id if self.membership else None

    @property
    def region(self) -> str | None:
        return self.membership.region if self.membership else None

    def can(self, permission: str) -> bool:
        return permission in current_app.extensions["grants"].get(self.role, ())
