from odoo import api, fields, models
from odoo.tools import SQL

from ...file.res_partner import ADDON, FIGURE_GROUPS
from ...file.res_partner_person import PERSONAL_GROUPS
from ..customer_profile import ABC_CLASSES
from ..sales_sql import counts_in_figures
from ..segments.vocabulary import CHURN_RISKS, LIFECYCLES, RFM_SEGMENTS

AGE_BANDS = [
    ("1", "Under 25"),
    ("2", "25 to 34"),
    ("3", "35 to 44"),
    ("4", "45 to 54"),
    ("5", "55 to 64"),
    ("6", "65 and over"),
]
FREQUENCY_BANDS = [
    ("1", "Weekly or more often"),
    ("2", "Every two weeks to monthly"),
    ("3", "Every two or three months"),
    ("4", "Once or twice a year"),
    ("5", "Less than once a year"),
    ("8", "One or two days so far"),
    ("9", "Never"),
]
ORDER_BANDS = [
    ("1", "Under 100"),
    ("2", "100 to 999"),
    ("3", "1,000 to 9,999"),
    ("4", "10,000 to 99,999"),
    ("5", "100,000 and over"),
]
# Tags that make a key customer of whoever has them; somebody may have deleted them.
KEY_TAGS = ("vip", "big_customer")
TAG_KINDS = ("region", "value", "trade", "habit", "own")


def _tags(label):
    return fields.Char(label, readonly=True, groups=FIGURE_GROUPS)


class CustomerClassReport(models.Model):
    """Customers and their figures, by whatever they can be classed by.

    One row per customer and company, as of the profile; archived customers and those
    left out of figures are not in it. Bands are made when it is read.
    """

    _name = "customer.class.report"
    _description = "Classes of Customers"
    _auto = False
    _rec_name = "partner_id"
    _order = "revenue_12m desc, id"

    partner_id = fields.Many2one("res.partner", "Customer", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)

    owner_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    customer_group_id = fields.Many2one("customer.group", readonly=True)
    country_id = fields.Many2one("res.country", readonly=True)
    state_id = fields.Many2one("res.country.state", "Region", readonly=True)
    city = fields.Char(readonly=True)
    industry_id = fields.Many2one("res.partner.industry", readonly=True)
    company_size = fields.Selection(
        lambda self: self.env["res.partner"]._fields["company_size"].selection,
        readonly=True,
    )
    is_company = fields.Boolean(readonly=True)
    channel_id = fields.Many2one(
        "customer.channel",
        readonly=True,
        help="Of the channels that know the customer, the first one.",
    )
    category_ids = fields.Many2many(
        related="partner_id.category_id",
        string="Customer Tags",
        help="A customer with two tags counts under both; totals count it once.",
    )
    region_tags = _tags("Region Tags")
    value_tags = _tags("Value Tags")
    trade_tags = _tags("Trade Tags")
    habit_tags = _tags("Buying Habit Tags")
    own_tags = _tags("Own Tags")
    gender = fields.Selection(
        lambda self: self.env["res.partner"]._fields["gender"].selection,
        readonly=True,
        groups=PERSONAL_GROUPS,
    )
    age_band = fields.Selection(
        AGE_BANDS,
        "Age",
        readonly=True,
        groups=PERSONAL_GROUPS,
        help="By year of birth.",
    )

    abc_class = fields.Selection(ABC_CLASSES, "ABC Class", readonly=True)
    is_key = fields.Boolean(
        "Key Customer",
        readonly=True,
        help="Of class A, or with the tag VIP or Big customer.",
    )
    rfm_segment = fields.Selection(RFM_SEGMENTS, "RFM Segment", readonly=True)
    lifecycle = fields.Selection(LIFECYCLES, "Stage of Life", readonly=True)
    churn_risk = fields.Selection(CHURN_RISKS, readonly=True)
    frequency_band = fields.Selection(
        FREQUENCY_BANDS,
        "Buying Frequency",
        readonly=True,
        help="By the usual days between orders; they need orders on three days.",
    )
    order_band = fields.Selection(
        ORDER_BANDS,
        "Average Order",
        readonly=True,
        help="In the currency of the company.",
    )
    first_order_date = fields.Date(readonly=True)
    last_order_date = fields.Date(readonly=True)

    order_count = fields.Integer("Orders", readonly=True)
    revenue = fields.Monetary(readonly=True)
    revenue_12m = fields.Monetary("Revenue of 12 Months", readonly=True)
    revenue_prior_12m = fields.Monetary(
        "Revenue of the 12 Months before", readonly=True
    )
    trend = fields.Float(
        readonly=True,
        aggregator="avg",
        digits=(16, 3),
        help="Growth of the revenue of 12 months over that of the 12 months before.",
    )
    margin_12m = fields.Monetary("Margin of 12 Months", readonly=True)
    contribution_12m = fields.Monetary("Contribution of 12 Months", readonly=True)
    return_amount = fields.Monetary("Returned", readonly=True)
    average_order_value = fields.Monetary(
        "Revenue per Order", readonly=True, aggregator="avg"
    )
    open_count = fields.Integer(
        "Open Things",
        readonly=True,
        help="Quotations, orders to deliver, planned activities and open feedback.",
    )

    _depends = {
        "customer.profile": [
            "abc_class",
            "average_order_value",
            "churn_risk",
            "company_id",
            "contribution_12m",
            "first_order_date",
            "last_order_date",
            "lifecycle",
            "margin_12m",
            "median_interval_days",
            "order_count",
            "partner_id",
            "return_amount",
            "revenue",
            "revenue_12m",
            "revenue_prior_12m",
            "rfm_segment",
        ],
        "customer.identity": ["channel_id", "partner_id"],
        "res.company": ["currency_id", "partner_id"],
        "res.partner": [
            "active",
            "birth_day",
            "birth_month",
            "birth_year",
            "category_id",
            "city",
            "commercial_partner_id",
            "company_size",
            "country_id",
            "customer_group_id",
            "gender",
            "industry_id",
            "is_company",
            "leave_out_of_figures",
            "state_id",
            "user_id",
        ],
        "res.partner.category": ["kind", "name"],
        "sale.order": ["company_id", "delivery_status", "partner_id", "state"],
        "mail.activity": ["active", "res_id", "res_model"],
    }

    @property
    def _table_query(self):
        return SQL("%s %s", self._select(), self._from())

    @api.model
    def _select(self):
        tags = [
            SQL("%s AS %s", self._tags_sql(kind), SQL.identifier(f"{kind}_tags"))
            for kind in TAG_KINDS
        ]
        return SQL(
            """
            SELECT profile.id, profile.partner_id, profile.company_id,
                   company.currency_id,
                   customer.user_id AS owner_id, customer.customer_group_id,
                   customer.country_id, customer.state_id, customer.city,
                   customer.industry_id, customer.company_size, customer.is_company,
                   customer.gender, %(tags)s,
                   (SELECT identity.channel_id
                      FROM customer_identity identity
                     WHERE identity.partner_id = customer.id
                  ORDER BY identity.id LIMIT 1) AS channel_id,
                   profile.abc_class, profile.rfm_segment, profile.lifecycle,
                   profile.churn_risk, profile.first_order_date,
                   profile.last_order_date, profile.order_count, profile.revenue,
                   profile.revenue_12m, profile.revenue_prior_12m, profile.margin_12m,
                   profile.contribution_12m, profile.return_amount,
                   profile.average_order_value,
                   (profile.revenue_12m - profile.revenue_prior_12m)
                       / NULLIF(GREATEST(profile.revenue_prior_12m, 0), 0) AS trend,
                   %(bands)s, %(open)s AS open_count,
                   (profile.abc_class = 'A') IS TRUE OR customer.id IN (
                       SELECT tagged.partner_id
                         FROM res_partner_res_partner_category_rel tagged
                        WHERE tagged.category_id = ANY(%(key_tags)s)
                   ) AS is_key
            """,
            tags=SQL(", ").join(tags),
            bands=self._bands_sql(),
            key_tags=self._key_tags(),
            open=SQL(" + ").join(SQL("(%s)", part) for part in self._open_things()),
        )

    @api.model
    def _from(self):
        return SQL(
            """
            FROM customer_profile profile
            JOIN res_partner customer ON customer.id = profile.partner_id
            JOIN res_company company ON company.id = profile.company_id
           WHERE customer.active AND %s
            """,
            counts_in_figures(SQL("customer")),
        )

    @api.model
    def _tags_sql(self, kind):
        """SQL of the names of the tags of a kind, in the reader's language."""
        lang = self.env.lang or "en_US"
        return SQL(
            """
            (SELECT string_agg(COALESCE(tag.name->>%(lang)s, tag.name->>'en_US'), ', '
                               ORDER BY tag.name->>'en_US')
               FROM res_partner_res_partner_category_rel tagged
               JOIN res_partner_category tag ON tag.id = tagged.category_id
              WHERE tagged.partner_id = customer.id AND tag.kind = %(kind)s)
            """,
            lang=lang,
            kind=kind,
        )

    @api.model
    def _key_tags(self):
        """Ids of the tags that make a key customer."""
        names = [f"{ADDON}.res_partner_category_value_{name}" for name in KEY_TAGS]
        tags = [self.env.ref(name, raise_if_not_found=False) for name in names]
        return [tag.id for tag in tags if tag]

    @api.model
    def _bands_sql(self):
        today = self.env["customer.profile"].sudo()._today()
        age = SQL(
            """
            %s - customer.birth_year
            - CASE WHEN (customer.birth_month, customer.birth_day) > (%s, %s)
                   THEN 1 ELSE 0 END
            """,
            today.year,
            today.month,
            today.day,
        )
        return SQL(
            """
            CASE WHEN COALESCE(customer.birth_year, 0) = 0 THEN NULL
                 WHEN %(age)s < 25 THEN '1'
                 WHEN %(age)s < 35 THEN '2'
                 WHEN %(age)s < 45 THEN '3'
                 WHEN %(age)s < 55 THEN '4'
                 WHEN %(age)s < 65 THEN '5'
                 ELSE '6'
            END AS age_band,
            CASE WHEN COALESCE(profile.order_count, 0) = 0 THEN '9'
                 WHEN COALESCE(profile.median_interval_days, 0) = 0 THEN '8'
                 WHEN profile.median_interval_days <= 10 THEN '1'
                 WHEN profile.median_interval_days <= 45 THEN '2'
                 WHEN profile.median_interval_days <= 120 THEN '3'
                 WHEN profile.median_interval_days <= 400 THEN '4'
                 ELSE '5'
            END AS frequency_band,
            CASE WHEN COALESCE(profile.order_count, 0) = 0 THEN NULL
                 WHEN profile.average_order_value < 100 THEN '1'
                 WHEN profile.average_order_value < 1000 THEN '2'
                 WHEN profile.average_order_value < 10000 THEN '3'
                 WHEN profile.average_order_value < 100000 THEN '4'
                 ELSE '5'
            END AS order_band
            """,
            age=age,
        )

    @api.model
    def _open_things(self):
        """SELECTs that count what is open with ``customer`` in ``profile.company_id``.

        Rooms append theirs.
        """
        return [
            SQL(
                """
                SELECT COUNT(*)
                  FROM sale_order orders
                  JOIN res_partner contact ON contact.id = orders.partner_id
                 WHERE contact.commercial_partner_id = customer.id
                   AND orders.company_id = profile.company_id
                   AND (orders.state IN ('draft', 'sent')
                        OR orders.state = 'sale'
                       AND orders.delivery_status IN ('pending', 'started', 'partial'))
                """
            ),
            SQL(
                """
                SELECT COUNT(*)
                  FROM mail_activity activity
                 WHERE activity.res_model = 'res.partner'
                   AND activity.res_id = customer.id
                   AND activity.active
                """
            ),
        ]

    def _read_group_select(self, aggregate_spec, query):
        """The trend of many is that of their sums."""
        if aggregate_spec != "trend:avg":
            return super()._read_group_select(aggregate_spec, query)
        now, before = (
            self._field_to_sql(self._table, name, query)
            for name in ("revenue_12m", "revenue_prior_12m")
        )
        return SQL(
            "(SUM(%s) - SUM(%s)) / NULLIF(GREATEST(SUM(%s), 0), 0.0)",
            now,
            before,
            before,
        )

    @api.readonly
    def action_open_customer(self):
        """Open the file of the customer."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }
