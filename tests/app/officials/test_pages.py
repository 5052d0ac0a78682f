"""The platform's administrators name authorities and scoring lecturers."""

import pytest
import sqlalchemy as sa

from app.db import db
from app.identity.models import Membership, Role
from tests import make

PERSON = {"name": "陆远行", "phone": "13800138111", "region": "410000"}


@pytest.fixture
def platform(app):
    return make.browser(app, make.member(Role.PLATFORM_ADMIN).user)


def named(role):
    return db.session.scalars(sa.select(Membership).where(Membership.role == role)).all()


def test_a_scoring_lecturer_is_named_with_the_region_and_the_employer(platform):
    employer = make.institution(name="新桥创业培训学校")
    page = platform.get("/officials/scorers").text
    assert f'<option value="{employer.id}"' in page
    sent = PERSON | {"institution": employer.id}
    assert platform.post("/officials/scorers", data=sent).status_code == 303
    [held] = named(Role.SCORING_LECTURER)
    assert (held.region, held.institution_id) == ("410000", employer.id)
    listed = platform.get("/officials/scorers").text
    assert "河南省" in listed
    assert "新桥创业培训学校" in listed


@pytest.mark.parametrize("employer", ["999999", "1e9", "-1", "\x00", "机构"])
def test_an_employer_that_is_none_of_the_choices_is_refused(platform, employer):
    page = platform.post("/officials/scorers", data=PERSON | {"institution": employer})
    assert page.status_code in {400, 422}
    assert named(Role.SCORING_LECTURER) == []


def test_an_authority_has_no_employer(platform):
    employer = make.institution()
    sent = PERSON | {"institution": employer.id}
    assert platform.post("/officials/authorities", data=sent).status_code == 303
    [held] = named(Role.AUTHORITY)
    assert held.institution_id is None
