"""What the plan knows about people, wishes and feedback, without a database."""

from collections import Counter
from datetime import date, timedelta

import pytest
from demo_data import customers, facts, orders, voices

SEED, AS_OF = 20, date(2026, 11, 21)


@pytest.fixture(scope="module")
def people():
    """Return the planned customers of the usual seed."""
    return customers.plan_customers(SEED, AS_OF)


@pytest.fixture(scope="module")
def heard(people):
    """Return the feedback on the planned orders."""
    return voices.plan_voices(SEED, AS_OF, orders.plan_orders(SEED, AS_OF, people))


def persons(people):
    """Return what is known about every contact of a company."""
    return [
        facts.of_person(SEED, who, one.region == "china", AS_OF, one.number, nth)
        for one in people
        for nth, who in enumerate(one.contacts)
    ]


def days_to_birthday(person):
    """Return the days from the last day to a birthday, before or after."""
    _year, month, day = person.birth
    days = [(date(AS_OF.year + shift, month, day) - AS_OF).days for shift in (-1, 0, 1)]
    return min(days, key=abs)


def test_birthdays_are_real_days_and_some_are_around_the_last_day(people):
    known = [person for person in persons(people) if person.birth]
    assert all(
        date(year or 2000, month, day)
        for year, month, day in (person.birth for person in known)
    )
    near = [one for one in known if abs(days_to_birthday(one)) <= facts.NEAR_DAYS]
    assert len(near) >= 12
    assert any(not person.birth[0] for person in known)
    assert len(known) < len(persons(people))


def test_a_salutation_fits_the_language():
    wang = customers.Contact("王芳", "采购经理", "female", "", "")
    assert facts.of_person(1, wang, True, AS_OF, 1).salutation == "王经理"
    shop = customers.Contact("欧阳静", "店长", "female", "", "")
    assert facts.of_person(1, shop, True, AS_OF, 1).salutation == "欧阳女士"
    west = customers.Contact("Emma Walsh", "Buyer", "female", "", "")
    assert facts.of_person(1, west, False, AS_OF, 1).salutation == "Ms Walsh"


def test_wishes_are_of_many_kinds_and_learnt_while_one_knew_the_customer(people):
    kinds = Counter()
    for one in people:
        for wish in facts.wishes(SEED, one, AS_OF):
            kinds[wish.kind] += 1
            assert one.since <= wish.day <= AS_OF
            assert bool(wish.product) == (wish.kind == "product")
    assert set(kinds) == {*facts.WISHES, "product"}
    assert sum(kinds.values()) > 150


def test_grades_follow_payment(people):
    grades = {}
    for one in people:
        grades.setdefault(one.payer, set()).add(facts.grade(SEED, one))
    assert grades["defaulter"] == {"E"} and grades["late"] == {"D"}
    assert grades["prompt"] == {"A", "B"}


def test_feedback_of_every_kind_comes_after_its_delivery(heard):
    assert {voice.kind for voice in heard} == set(voices.KINDS)
    assert len(heard) >= 50
    for voice in heard:
        assert voice.order.delivered <= voice.day <= AS_OF
        assert voice.settled is None or voice.day < voice.settled <= AS_OF
        assert (voice.settled is None) == (
            voice.stage in ("new", "in_progress", "waiting")
        )


def test_some_feedback_is_open_and_some_settled(heard):
    open_ones = [voice for voice in heard if not voice.settled]
    assert 2 <= len(open_ones) < len(heard) / 2
    recent = [voice for voice in heard if voice.day > AS_OF - timedelta(days=60)]
    assert recent
