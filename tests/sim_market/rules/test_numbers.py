"""A training scheme may set single numbers of the rule pack for its classes."""

import pytest

from sim_market.rules.pack import CURRENT, load, pack
from tests import make


@pytest.mark.usefixtures("app")
def test_a_scheme_sets_a_number_for_its_own_classes_only():
    patient = make.cohort(scheme=make.scheme(rule_numbers={"settle_days": 400}))

    assert pack(patient).settle_days == 400
    assert pack(make.cohort()).settle_days == load(CURRENT).settle_days == 7
    assert pack(patient).auto_receive_days == load(CURRENT).auto_receive_days


def test_a_number_that_no_rule_has_is_refused():
    with pytest.raises(TypeError, match="no_such_number"):
        load(CURRENT, no_such_number=1)
