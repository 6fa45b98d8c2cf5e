"""Fills the addon's own models: files, preferences, feedback, credit, reminders."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from . import addresses, facts, proposals, quality, voices
from .customers import Contact, Customer
from .seeds import stream
from .world import World

MODULE = "customer_info_mgmt"
GROUPS = {
    "key": ("Key accounts", "KA", "Visited each quarter, own price agreements."),
    "trade": ("Trade partners", "TP", "Companies that buy to sell again."),
    "private": ("Private households", "PH", "People who buy for themselves."),
    "overseas": ("Overseas", "OS", "Customers outside China, priced in dollars."),
}
# Spare columns of the key accounts, and what they hold.
COLUMNS = [
    {"name": "agreement", "type": "char", "string": "Price agreement"},
    {"name": "visits", "type": "integer", "string": "Visits a year"},
]
NOTES = (
    "Met at the fair; wants samples of the new season.",
    "Asked for the catalogue in Chinese and English.",
    "新店下个月开业，预计加单。",
    "Buyer is on holiday until the end of the month.",
    "Prefers one delivery a month to many small ones.",
    "价格敏感，可以谈季度返点。",
)
UNKNOWN_VERIFIED = 0.18


class Files:
    """Knows what the customer file says about every planned customer."""

    def __init__(self, world: World):
        self._world = world
        env = world.env
        self._groups = {
            key: env["customer.group"].create(
                {
                    "name": name,
                    "code": code,
                    "description": text,
                    "partner_properties_definition": COLUMNS if key == "key" else [],
                }
            )
            for key, (name, code, text) in GROUPS.items()
        }

    def values(self, customer: Customer) -> dict:
        """Return the values of a partner beyond name, address and terms."""
        seed, chinese = self._world.seed, customer.region == "china"
        group = self._group_key(customer)
        values = {
            "category_id": [(6, 0, self._tag_ids(facts.tags(seed, customer)))],
            "customer_group_id": self._groups[group].id,
            "leave_out_of_figures": customer.pattern == "walk_in",
        }
        if customer.pattern == "walk_in":
            return values
        if group == "key":
            rng = stream(seed, "agreement", customer.number)
            agreement = {"agreement": f"PA-{customer.since.year}-{customer.number:03d}"}
            values["customer_properties"] = {**agreement, "visits": rng.randint(2, 6)}
        if customer.is_company:
            values["company_size"] = facts.company_size(seed, customer)
        else:
            values |= self._person(customer, chinese, customer.number)
        return values | self._note(customer)

    def contact_values(self, customer: Customer, contact: Contact, nth: int) -> dict:
        """Return the values of a contact beyond name and numbers."""
        return self._person(
            contact, customer.region == "china", customer.number, "contact", nth
        )

    def addresses(self, customer: Customer) -> list[dict]:
        """Return the values of further addresses: office, warehouse, delivery."""
        found = []
        for purpose in facts.purposes(self._world.seed, customer):
            rng = stream(self._world.seed, "address", customer.number, purpose)
            found.append(
                {
                    "type": purpose,
                    "name": f"{purpose.capitalize()} {customer.place.latin}",
                    "street": addresses.street(rng, customer.place),
                    "zip": addresses.postcode(rng, customer.place),
                    "phone": addresses.landline(rng, customer.place),
                }
            )
        return found

    def _group_key(self, customer: Customer) -> str:
        """Return the group that a customer belongs to."""
        if customer.pattern == "key":
            return "key"
        if customer.region == "west":
            return "overseas"
        return "trade" if customer.is_company else "private"

    def _tag_ids(self, names: list[str]) -> list[int]:
        """Return the ids of the tags with these names that still exist."""
        tags = [
            self._world.env.ref(f"{MODULE}.res_partner_category_{name}", False)
            for name in names
        ]
        return [tag.id for tag in tags if tag]

    def _person(self, who, chinese: bool, *key) -> dict:
        """Return what is known about a person as values."""
        known = facts.of_person(self._world.seed, who, chinese, self._world.as_of, *key)
        year, month, day = known.birth or (0, 0, 0)
        return {
            "salutation": known.salutation,
            "gender": known.gender,
            "birth_year": year,
            "birth_month": month,
            "birth_day": day,
            "occupation": known.occupation,
            "hobbies": known.hobbies,
        }

    def _note(self, customer: Customer) -> dict:
        """Return an internal note for some: how to reach them elsewhere."""
        rng = stream(self._world.seed, "note", customer.number)
        if rng.random() >= 0.2:
            return {}
        word = customer.latin.split()[0].lower()
        return {"comment": f"<p>WeChat: {word}_{rng.randint(10, 99)}</p>"}


class Voices:
    """Enters the feedback of the customers on its days, and settles it."""

    def __init__(self, world: World, orders: list):
        self._world = world
        self._open = voices.plan_voices(world.seed, world.as_of, orders)
        self._entered = []
        self.count = len(self._open)

    def live_through(self, company: str, last):
        """Enter and settle what happened to one company's orders up to a day."""
        come = [
            one
            for one in self._open
            if one.order.company == company and one.day <= last
        ]
        self._open = [one for one in self._open if one not in come]
        env = self._world.on(company)
        created = env["customer.feedback"].create([self._values(one) for one in come])
        for voice, feedback in zip(come, created, strict=True):
            self._date_back(feedback, voice.day)
        self._entered += list(zip(come, created, strict=True))
        for voice, feedback in list(self._entered):
            settled = voice.settled and voice.settled <= last
            if voice.order.company == company and settled:
                self._settle(voice, feedback)
                self._entered.remove((voice, feedback))

    def _values(self, voice: voices.Voice) -> dict:
        """Return the values of a feedback; open ones may be under way already."""
        sale = self._world.orders[voice.order.number]
        picking = sale.picking_ids.filtered(lambda one: one.state == "done")[:1]
        partner = sale.partner_id.commercial_partner_id
        contact = partner.child_ids.filtered(lambda one: one.type == "contact")[:1]
        stage = voice.stage if not voice.settled else "new"
        complaint = voice.kind == "complaint"
        return {
            "title": voice.title,
            "kind": voice.kind,
            "severity": voice.severity,
            "partner_id": partner.id,
            "contact_id": contact.id,
            "order_id": sale.id,
            "picking_id": picking.id,
            "product_id": sale.order_line[:1].product_id.id if complaint else False,
            "description": f"<p>{voice.title}</p>",
            "stage_id": self._stage(stage).id,
        }

    def _stage(self, name: str):
        """Return a shipped stage."""
        return self._world.env.ref(f"{MODULE}.customer_feedback_stage_{name}")

    def _settle(self, voice: voices.Voice, feedback):
        """Write down what was done, and when."""
        feedback.write(
            {
                "resolution": f"<p>{voices.ANSWERS[voice.kind]}</p>",
                "stage_id": self._stage(voice.stage).id,
            }
        )
        feedback.closed_date = voice.settled

    def _date_back(self, feedback, day):
        """Give a feedback the day on which it came in, not the end of the weeks."""
        wait = feedback.deadline - feedback.create_date.date()
        feedback.deadline = day + wait
        feedback.flush_recordset()
        feedback.env.cr.execute(
            "UPDATE customer_feedback SET create_date = %s WHERE id = %s",
            [datetime.combine(day, time(3)), feedback.id],
        )
        feedback.invalidate_recordset(["create_date"])


def complete(world: World, clock, customers: list[Customer]):
    """Add what does not hang on a moment of trade: preferences to reminders."""
    _choose_main_contacts(world, customers)
    _create_preferences(world, customers)
    _create_aliases(world, customers)
    _leave_notes(world, clock, customers)
    world.env.cr.commit()
    world.progress.say("customer files: preferences, aliases and notes are there")
    profiles = world.env["customer.profile"]
    quality.leave_faults(world, customers)
    rows = profiles.refresh(world.as_of)
    _verify_files(world, customers)
    _grade(world, clock, customers)
    clock.move_to(datetime.combine(world.as_of, time(10, 30)))
    rows += profiles.refresh(world.as_of)
    quality.enter_twice(world, customers)
    quality.look_back(world)
    world.env.cr.commit()
    reviews = world.env["customer.credit.review"].search_count([])
    world.progress.say(f"figures refreshed: {rows} rows; {reviews} credit reviews")
    world.env["customer.reminder"]._cron_remind()
    world.env.cr.commit()
    made = world.env["customer.reminder"].search_count([])
    world.progress.say(f"{made} reminders found, the first of them given out")
    proposals.propose(world, clock, customers)
    world.env.cr.commit()
    made = world.env["customer.change.request"].search_count([])
    world.progress.say(f"{made} corrections proposed")


def _choose_main_contacts(world: World, customers: list[Customer]):
    """Make the first contact of each company the main one."""
    for customer in customers:
        partner = world.partners[customer.number]
        contacts = partner.child_ids.filtered(lambda one: one.type == "contact")
        if contacts:
            partner.main_contact_id = contacts.sorted("id")[0]


def _create_preferences(world: World, customers: list[Customer]):
    """Create the preferences of all customers at once."""
    values = []
    for customer in customers:
        for wish in facts.wishes(world.seed, customer, world.as_of):
            kind = world.env.ref(f"{MODULE}.customer_preference_type_{wish.kind}")
            product = world.products[wish.product] if wish.product else None
            values.append(
                {
                    "partner_id": world.partners[customer.number].id,
                    "type_id": kind.id,
                    "value": product.display_name if product else wish.value,
                    "product_id": product.id if product else False,
                    "attitude": wish.attitude,
                    "source": wish.source,
                    "date": wish.day,
                }
            )
    world.env["customer.preference"].create(values)


def _create_aliases(world: World, customers: list[Customer]):
    """Create the other names of all customers at once."""
    world.env["customer.alias"].create(
        [
            {
                "partner_id": world.partners[customer.number].id,
                "name": name,
                "kind": kind,
            }
            for customer in customers
            for name, kind in facts.aliases(world.seed, customer)
        ]
    )


def _leave_notes(world: World, clock, customers: list[Customer]):
    """Let the salespeople leave notes and plan calls with some customers."""
    wanted = []
    for customer in customers:
        rng = stream(world.seed, "chatter", customer.number)
        if customer.owner and rng.random() < 0.14:
            day = world.as_of - timedelta(days=rng.randint(1, 200))
            wanted.append((max(day, customer.since), rng.choice(NOTES), customer))
    for nth, (day, text, customer) in enumerate(sorted(wanted, key=lambda w: w[0])):
        clock.move_to(datetime.combine(day, time(6, 15)))
        partner = world.partners[customer.number].with_env(world.env)
        author = world.users[customer.owner]
        partner.message_post(body=text, author_id=author.partner_id.id)
        if nth % 4 == 0:
            deadline = world.as_of + timedelta(days=nth % 9 - 3)
            partner.activity_schedule(
                "mail.mail_activity_data_call",
                deadline,
                "Call about the next order",
                user_id=author.id,
            )


def _verify_files(world: World, customers: list[Customer]):
    """Note when the files were last checked; some never were."""
    by_day = defaultdict(list)
    for customer in customers:
        rng = stream(world.seed, "verified", customer.number)
        if rng.random() >= UNKNOWN_VERIFIED:
            age = min(rng.randint(5, 420), (world.as_of - customer.since).days)
            day = world.as_of - timedelta(days=max(0, age))
            by_day[day].append(world.partners[customer.number].id)
    profiles = world.env["customer.profile"]
    for day, partner_ids in by_day.items():
        profiles.search([("partner_id", "in", partner_ids)]).verified_date = day


def _grade(world: World, clock, customers: list[Customer]):
    """Give the companies among the customers credit grades, in two rounds.

    A year ago everybody got a grade; those who pay badly were at C then.
    """
    rounds = {390: defaultdict(list), 45: defaultdict(list)}
    for customer in customers:
        if not customer.is_company or customer.pattern == "prospect":
            continue
        grade = facts.grade(world.seed, customer)
        first = "C" if grade in "DE" else grade
        old = (world.as_of - customer.since).days > 400
        key = (customer.company, first if old else grade)
        rounds[390 if old else 45][key].append(customer)
        if old and first != grade:
            rounds[45][customer.company, grade].append(customer)
    for days, graded in rounds.items():
        clock.move_to(datetime.combine(world.as_of - timedelta(days=days), time(3)))
        for (company, code), chosen in sorted(graded.items(), key=lambda one: one[0]):
            _set_grade(world, company, code, chosen)


def _set_grade(world: World, company: str, code: str, customers: list[Customer]):
    """Give customers of a company one grade, decided by finance."""
    profiles = world.env["customer.profile"].search(
        [
            ("partner_id", "in", [world.partners[one.number].id for one in customers]),
            ("company_id", "=", world.companies[company].id),
        ]
    )
    grade = world.env.ref(f"{MODULE}.customer_credit_grade_{code.lower()}")
    profiles.with_user(world.users["finance"])._set_credit_grade(
        grade, facts.REASONS[code]
    )
