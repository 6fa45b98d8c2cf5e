"""What ``make test-core`` takes for a difference."""

from workbench import core_tests

ADDRESS = "base.tests.test_res_partner.TestPartnerAddressCompany::test_address"


def test_expected_differences_are_none():
    changed = {
        f"x.tests.{name}": outcome[:2] for name, outcome in core_tests.EXPECTED.items()
    }
    assert core_tests.surprises(changed) == {}


def test_every_other_difference_counts():
    changed = {
        f"x.tests.{name}": outcome[:2] for name, outcome in core_tests.EXPECTED.items()
    }
    changed["base.tests.test_acl.TestACL::test_one"] = ("passed", "failure")
    assert list(core_tests.surprises(changed)) == [
        "base.tests.test_acl.TestACL::test_one"
    ]


def test_expected_test_that_breaks_otherwise_counts():
    changed = {
        f"x.tests.{name}": outcome[:2] for name, outcome in core_tests.EXPECTED.items()
    }
    changed[f"x.tests.{ADDRESS.removeprefix('base.tests.')}"] = ("passed", "error")
    assert len(core_tests.surprises(changed)) == 1


def test_expected_test_that_differs_no_more_counts():
    assert set(core_tests.surprises({})) == set(core_tests.EXPECTED)


def test_each_names_a_requirement():
    for *_outcomes, why in core_tests.EXPECTED.values():
        assert why[0].isupper() and why[1:3].isdigit()
