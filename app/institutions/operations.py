"""Institutions: making one, naming who administers it."""

import sqlalchemy as sa
from flask_babel import gettext as _

from app.cohorts.models import Institution
from app.cohorts.regions import is_region
from app.db import db, insert_unless_there
from app.errors import Conflict, Invalid
from app.identity import operations as identity
from app.identity.grants import Scope
from app.identity.models import Membership, Role, User
from app.journal import record
from app.verbs import Verb


def create_institution(*, name: str, region: str, actor: User | None) -> Institution:
    """Conflict if the name is taken, Invalid if the region is no six-digit code we know."""
    if not is_region(region):
        raise Invalid(
            _("机构没有建立"),
            fields={"region": _("地区要写六位行政区划代码，例如 410100 是郑州市")},
        )
    if not insert_unless_there(Institution, name=name, region=region):
        raise Conflict(_("机构没有建立"), fields={"name": _("已有同名的机构")})
    made = db.session.scalars(sa.select(Institution).where(Institution.name == name)).one()
    record(Verb.INSTITUTION_CREATED, made, actor=actor, name=name, region=region)
    return made


def name_admin(
    institution: Institution, *, name: str, phone: str | None, actor: User | None,
    grantor: Membership | None,
) -> Membership:  # fmt: skip
    """Make a person administrator of an institution; a new account gets a slip."""
    user = identity.find_or_create(
        name=name, phone=phone, prefix=f"jg{institution.id}-", actor=actor
    )
    scope = Scope(institution=institution)
    return identity.grant_role(user, Role.INSTITUTION_ADMIN, scope, actor=actor, grantor=grantor)
