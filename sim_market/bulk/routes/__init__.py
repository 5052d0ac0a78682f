"""Many goods at once over HTTP: deeds, files, the grid, and what came of each."""

from flask import Blueprint

bp = Blueprint("bulk", __name__, url_prefix="/bulk")

from sim_market.bulk.routes import files as files  # noqa: E402
from sim_market.bulk.routes import grid as grid  # noqa: E402
from sim_market.bulk.routes import runs as runs  # noqa: E402
