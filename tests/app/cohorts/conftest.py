"""People of all roles about the ordinary class, each with a browser."""

import pytest

from app.identity.models import Role
from tests import make


@pytest.fixture
def cohort(app):
    return make.ordinary_cohort()


@pytest.fixture
def enter(app):
    """A browser of somebody in this role, of this class or the ordinary one."""

    def entered(role, of=None):
        return make.browser(app, make.member(role, of=of).user)

    return entered


@pytest.fixture
def admin(enter):
    return enter(Role.INSTITUTION_ADMIN)


@pytest.fixture
def teacher(enter):
    return enter(Role.TEACHING_LECTURER)


@pytest.fixture
def platform(enter):
    return enter(Role.PLATFORM_ADMIN)
