"""What the home page of a trainee says of the store's looks."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import url_for
from flask_babel import gettext as _

from app.home.together import told
from app.identity.viewer import Viewer
from app.module import Step
from sim_market.decoration.models import StorePage
from sim_market.stores.models import Store
from sim_market.stores.queries import run_by

PUBLISHED = "decoration.published"


def published(viewer: Viewer) -> sa.ScalarSelect[int]:
    """The version of the store's page that buyers see."""
    return (
        sa.select(StorePage.published)
        .join(Store, (Store.cohort_id == StorePage.cohort_id) & (Store.id == StorePage.store_id))
        .where(Store.cohort_id == viewer.cohort_id, run_by(viewer.user.id))
        .scalar_subquery()
    )


def steps(viewer: Viewer) -> Sequence[Step]:
    """Decorating the store: done once a version was published."""
    number = told(PUBLISHED, viewer)
    said = _("已发布第 %(n)s 版", n=number) if number else _("还没有发布")
    return [Step(_("装修店铺"), bool(number), said, url_for("decoration.index"), order=25)]
