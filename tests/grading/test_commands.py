import json
from copy import deepcopy

import pytest

from app import files
from app.db import db
from grading.rubrics.models import Rubric
from grading.rubrics.operations import bind_standard, keep_standard
from grading.rubrics.queries import standard_of
from grading.rubrics.standard import shipped
from tests import make
from tests.grading import build


@pytest.fixture
def run(app):
    db.session.commit()
    return app.test_cli_runner().invoke


def changed():
    content = deepcopy(dict(shipped()))
    content["version"] = "9.9"
    return content


def test_evidence_verify_counts_and_names_what_is_damaged(app, run):
    of = make.cohort()
    submission = build.hand_in(build.trainee(of), of)
    db.session.commit()
    assert run(args=["evidence", "verify"]).exit_code == 0
    path = files.path_of(submission.snapshot.sha256)
    whole = path.read_bytes()
    path.write_bytes(b"{}")

    found = run(args=["evidence", "verify"])

    path.write_bytes(whole)
    assert found.exit_code == 1
    assert submission.snapshot.sha256[:12] in found.output


def test_a_standard_is_imported_once_and_listed(app, run, tmp_path):
    file = tmp_path / "new.json"
    file.write_text(json.dumps(changed()), "utf-8")
    for _ in range(2):
        assert run(args=["rubrics", "import", str(file)]).exit_code == 0
    found = run(args=["rubrics", "list"])
    assert found.output.count("9.9") == 1


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"criteria": 3}', "不是 JSON"])
def test_a_malformed_standard_is_refused_in_words(app, run, tmp_path, text):
    file = tmp_path / "bad.json"
    file.write_text(text, "utf-8")
    found = run(args=["rubrics", "import", str(file)])
    assert found.exit_code == 1
    assert "Traceback" not in found.output


@pytest.mark.usefixtures("app")
def test_a_class_keeps_the_standard_that_it_was_bound_to():
    of = make.cohort()
    assert standard_of(of.id).version == "1.0"
    bind_standard(of, changed(), actor=None)
    keep_standard(shipped(), actor=None)
    assert standard_of(of.id).version == "9.9"
    assert bind_standard(of, actor=None).version == "9.9"
    assert db.session.query(Rubric).count() == 2
