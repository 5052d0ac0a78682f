from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa


@pytest.fixture
def statements():
    """Collect the statements that run while the block does."""

    @contextmanager
    def collecting() -> Iterator[list[str]]:
        found: list[str] = []

        def note(_connection, _cursor, statement, *_rest):
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
                found.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)

    return collecting
