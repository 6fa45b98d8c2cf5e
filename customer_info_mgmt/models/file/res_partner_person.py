from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ...tools import birthday as birthdays

# Who needs to know the person behind the customer. Warehouse and finance do not.
PERSONAL_GROUPS = (
    "customer_info_mgmt.group_customer_user,"
    "customer_info_mgmt.group_customer_steward,"
    "customer_info_mgmt.group_customer_privacy"
)


class ResPartner(models.Model):
    """The person behind a customer or contact.

    Nothing of it is copied: the copy is another person, and copying reads every field,
    also for users who may not read these.
    """

    _inherit = "res.partner"

    salutation = fields.Char(
        groups="base.group_user", help="How we address this person: Mr. Wang, Dr. Li."
    )
    gender = fields.Selection(
        [("female", "Female"), ("male", "Male"), ("other", "Other")],
        copy=False,
        groups=PERSONAL_GROUPS,
    )
    birthday = fields.Char(
        compute="_compute_birthday",
        inverse="_inverse_birthday",
        search="_search_birthday",
        groups=PERSONAL_GROUPS,
        help="1990-05-20, or 05-20 when the year is unknown.",
    )
    birth_year = fields.Integer(copy=False, groups=PERSONAL_GROUPS, aggregator=None)
    birth_month = fields.Integer(copy=False, groups=PERSONAL_GROUPS, aggregator=None)
    birth_day = fields.Integer(copy=False, groups=PERSONAL_GROUPS, aggregator=None)
    age = fields.Integer(
        compute="_compute_age",
        search="_search_age",
        groups=PERSONAL_GROUPS,
        aggregator="avg",
        help="In full years, today; 0 when the year of birth is unknown.",
    )
    occupation = fields.Char(copy=False, groups=PERSONAL_GROUPS)
    hobbies = fields.Char("Hobbies and Interests", copy=False, groups=PERSONAL_GROUPS)

    _birthday_idx = models.Index("(birth_month, birth_day) WHERE birth_month > 0")

    def _get_birthday(self):
        """Return the birthday as the pure value that knows how to count."""
        self.ensure_one()
        return birthdays.Birthday(self.birth_year, self.birth_month, self.birth_day)

    @api.depends("birth_year", "birth_month", "birth_day")
    def _compute_birthday(self):
        for partner in self:
            partner.birthday = str(partner._get_birthday())

    def _inverse_birthday(self):
        today = fields.Date.context_today(self)
        for partner in self:
            try:
                birthday = birthdays.parse(partner.birthday, today)
            except birthdays.BirthdayError as error:
                raise partner._birthday_error(partner.birthday, error) from None
            partner.write(
                {f"birth_{part}": value for part, value in birthday._asdict().items()}
            )
        # Show it from now on as it is shown everywhere, and not as it was typed.
        self.invalidate_recordset(["birthday"], flush=False)

    @api.constrains("birth_year", "birth_month", "birth_day")
    def _check_birthday(self):
        today = fields.Date.context_today(self)
        for partner in self:
            birthday = partner._get_birthday()
            if not any(birthday):
                continue
            try:
                birthday.check(today)
            except birthdays.BirthdayError as error:
                written = "-".join(str(part) for part in birthday)
                raise partner._birthday_error(written, error) from None

    def _birthday_error(self, written, error):
        """Return the error that says what is wrong and the way out."""
        reasons = {
            "format": self.env._("this is not a date"),
            "day": self.env._("there is no such day"),
            "future": self.env._("this day is yet to come"),
            "old": self.env._("nobody is that old"),
        }
        return ValidationError(
            self.env._(
                'Birthday "%(written)s" of %(name)s: %(reason)s. Enter year-month-day'
                " such as 1990-05-20, or month-day such as 05-20 when the year is"
                " unknown.",
                written=written,
                name=self.name or self.env._("the new contact"),
                reason=reasons[error.reason],
            )
        )

    @api.model
    def _search_birthday(self, operator, value):
        if operator in ("ilike", "like"):
            return self._birthday_domain(birthdays.parse_part(value))
        if operator == "in":
            return Domain.OR(
                self._birthday_domain(birthdays.parse_part(str(text)))
                if text
                else Domain("birth_month", "=", 0)
                for text in value
            )
        return NotImplemented

    @api.model
    def _birthday_domain(self, birthday):
        if birthday is None:
            return Domain.FALSE
        return Domain.AND(
            Domain(f"birth_{part}", "=", value)
            for part, value in birthday._asdict().items()
            if value
        )

    @api.depends("birth_year", "birth_month", "birth_day")
    @api.depends_context("tz")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for partner in self:
            partner.age = partner._get_birthday().age(today)

    @api.model
    def _search_age(self, operator, value):
        known = Domain("birth_year", ">", 0)
        bounds = {
            ">=": lambda age: self._age_domain(age),
            ">": lambda age: self._age_domain(age + 1),
            "<": lambda age: known & ~self._age_domain(age),
            "<=": lambda age: known & ~self._age_domain(age + 1),
        }
        if operator in bounds:
            return bounds[operator](self._read_age(value))
        if operator == "in":
            return Domain.OR(
                ~known
                if age is False
                else self._age_domain(self._read_age(age))
                & ~self._age_domain(self._read_age(age) + 1)
                for age in value
            )
        return NotImplemented

    @api.model
    def _read_age(self, value):
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            raise UserError(
                self.env._(
                    "Age: %s is no number of years. Enter 40, for example.", value
                )
            ) from None

    @api.model
    def _age_domain(self, age):
        """Domain of those who are ``age`` years or older today."""
        today = fields.Date.context_today(self)
        year, month, day = today.year - age, today.month, today.day
        return Domain("birth_year", ">", 0) & (
            Domain("birth_year", "<", year)
            | Domain("birth_year", "=", year)
            & (
                Domain("birth_month", "<", month)
                | Domain("birth_month", "=", month) & Domain("birth_day", "<=", day)
            )
        )
