from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from app.db import Model, db
from tests.conftest import DATABASE, WORKER, own_database, settings
from tests.stories.school import School, open_school
from wsgi import create_app


@pytest.fixture(scope="module")
def school(tmp_path_factory: pytest.TempPathFactory) -> Iterator[School]:
    """A class of three on its first morning. Forms need their tokens, as they do in earnest."""
    folder = tmp_path_factory.mktemp("school")
    if DATABASE:
        with own_database(f"school_{WORKER}") as url:
            yield from opened(settings(folder, url))
    else:
        yield from opened(settings(folder, f"sqlite:///{folder / 'school.sqlite'}"))


def opened(config: dict[str, object]) -> Iterator[School]:
    app = create_app(config | {"WTF_CSRF_ENABLED": True, "PROPAGATE_EXCEPTIONS": False})
    app.test_client_class = FlaskClient
    with app.app_context():
        Model.metadata.create_all(db.engine)
    yield open_school(app)
    with app.app_context():
        db.engine.dispose()
