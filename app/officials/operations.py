"""Giving somebody a role in a region."""

from app.identity import operations as identity
from app.identity.grants import Scope
from app.identity.models import Membership, Role, User

PREFIXES = {Role.AUTHORITY: "zg-", Role.SCORING_LECTURER: "pf-"}


def name_official(
    role: Role, scope: Scope, *, name: str, phone: str | None, actor: User | None,
    grantor: Membership | None,
) -> Membership:  # fmt: skip
    """Make a person the authority's reader, or a scoring lecturer, of a region.

    A scoring lecturer's scope may also name the institution that employs them.
    """
    user = identity.find_or_create(name=name, phone=phone, prefix=PREFIXES[role], actor=actor)
    return identity.grant_role(user, role, scope, actor=actor, grantor=grantor)
