from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ....tools.spreadsheet import DATE, INTEGER, MONEY, NUMBER, PERCENT, TEXT, Column
from .paper import Figure, Paper, Section

# Months after the first order that the table of cohorts shows.
COHORT_MONTHS = 12


class CustomerReport(models.TransientModel):
    """F20: who orders again, how many stay, by month, group and month of first order.

    Read from the months of the customers: the period is taken as whole months.
    """

    _inherit = "customer.report"

    def _repurchase_paper(self):
        return Paper(
            title=self._title(),
            figures=self._repurchase_figures(),
            sections=[
                self._repurchase_months(),
                self._repurchase_cohorts(),
                *self._repurchase_dimensions(),
                self._repurchase_customers(),
            ],
            notes=[
                self.env._(
                    "Repurchase rate: of the customers who ordered in the period, the "
                    "share with two orders or more in it."
                ),
                self.env._(
                    "Retention: of the customers who ordered in the same months of the "
                    "year before, the share that ordered again in this period."
                ),
                self.env._(
                    "The months in which the period begins and ends count as a whole."
                ),
            ],
        )

    # === Rows that all of it is made of === #

    def _months_sql(self, begin, end):
        """Months with orders, from the first to the last, of customers one may see."""
        months = self.env["customer.sales.month"]
        query = months._search(
            self._customer_domain()
            & Domain("month", ">=", begin)
            & Domain("month", "<=", end)
            & Domain("order_count", ">", 0)
        )
        columns = (
            SQL.identifier(months._table, name)
            for name in ("partner_id", "company_id", "month", "order_count", "revenue")
        )
        return query.select(*columns)

    def _bought_sql(self):
        """One row per customer who ordered in the period."""
        first, last = self._whole_months()
        return SQL(
            """
            SELECT bought.partner_id, bought.company_id,
                   SUM(bought.order_count) AS orders,
                   SUM(bought.revenue) AS revenue
              FROM (%s) AS bought
          GROUP BY bought.partner_id, bought.company_id
            """,
            self._months_sql(first, last),
        )

    def _whole_months(self, years_before=0):
        back = relativedelta(years=years_before)
        first = self.date_from.replace(day=1) - back
        return first, self.date_to.replace(day=1) - back

    def _is_new_sql(self):
        return SQL("profile.first_order_date >= %s", self._whole_months()[0])

    # === Summary === #

    def _repurchase_figures(self):
        found = {name: number or 0 for name, number in self._repurchase_total().items()}
        customers, prior, kept = found["customers"], found["prior"], found["kept"]
        return [
            Figure(self.env._("Customers Who Ordered"), customers, INTEGER),
            Figure(
                self.env._("Ordered Again"),
                found["repeated"],
                INTEGER,
                self.env._("With two orders or more in the period."),
            ),
            Figure(
                self.env._("Repurchase Rate"),
                found["repeated"] / customers if customers else 0,
                PERCENT,
            ),
            Figure(self.env._("New Customers"), found["new"], INTEGER),
            Figure(
                self.env._("Retention"),
                kept / prior if prior else 0,
                PERCENT,
                self.env._(
                    "%(kept)s of %(prior)s customers of the year before.",
                    kept=kept,
                    prior=prior,
                ),
            ),
        ]

    def _repurchase_total(self):
        statement = SQL(
            """
            WITH bought AS (%(bought)s),
                 prior AS (SELECT DISTINCT before.partner_id FROM (%(before)s) before)
            SELECT COUNT(*) AS customers,
                   COUNT(*) FILTER (WHERE bought.orders > 1) AS repeated,
                   COUNT(*) FILTER (WHERE %(is_new)s) AS new,
                   (SELECT COUNT(*) FROM prior) AS prior,
                   (SELECT COUNT(*) FROM prior
                     WHERE prior.partner_id IN (SELECT partner_id FROM bought)) AS kept
              FROM bought
              JOIN customer_profile profile
                ON profile.partner_id = bought.partner_id
               AND profile.company_id = bought.company_id
            """,
            bought=self._bought_sql(),
            before=self._months_sql(*self._whole_months(1)),
            is_new=self._is_new_sql(),
        )
        self.env.flush_all()
        return self.env.execute_query_dict(statement)[0]

    # === By month === #

    def _repurchase_months(self):
        columns = [
            Column(self.env._("Month"), TEXT, 14),
            Column(self.env._("Customers"), INTEGER),
            Column(self.env._("New"), INTEGER),
            Column(self.env._("Returning"), INTEGER),
            Column(self.env._("Share Returning"), PERCENT),
            Column(self.env._("Revenue"), MONEY),
            Column(self.env._("Of Returning"), MONEY),
        ]
        return Section(
            self.env._("By Month"),
            columns,
            self._month_rows,
            note=self.env._(
                "New: the month of the first order. Returning: it had ordered before."
            ),
            bar=5,
        )

    def _month_rows(self):
        statement = SQL(
            """
            SELECT sold.month, COUNT(*) AS customers,
                   COUNT(*) FILTER (WHERE %(is_new)s) AS new,
                   SUM(sold.revenue) AS revenue,
                   COALESCE(SUM(sold.revenue) FILTER (WHERE NOT %(is_new)s), 0)
                       AS returning
              FROM (%(sold)s) AS sold
              JOIN customer_profile profile
                ON profile.partner_id = sold.partner_id
               AND profile.company_id = sold.company_id
          GROUP BY sold.month
          ORDER BY sold.month
            """,
            is_new=SQL("profile.first_order_date >= sold.month"),
            sold=self._months_sql(*self._whole_months()),
        )
        for row in self._stream(statement):
            old = row["customers"] - row["new"]
            yield [
                self._month_text(row["month"]),
                row["customers"],
                row["new"],
                old,
                old / row["customers"],
                row["revenue"],
                row["returning"],
            ]

    @api.model
    def _month_text(self, month):
        return format_date(self.env, month, date_format="MMM yyyy")

    # === Cohorts === #

    def _repurchase_cohorts(self):
        columns = [
            Column(self.env._("First Order"), TEXT, 14),
            Column(self.env._("Customers"), INTEGER),
            *(
                Column(self.env._("+%s months", number), PERCENT, 9)
                for number in range(1, COHORT_MONTHS + 1)
            ),
        ]
        return Section(
            self.env._("Retention by Month of First Order"),
            columns,
            self._cohort_rows,
            note=self.env._(
                "Of those who first ordered in a month, the share that ordered so many "
                "months later."
            ),
        )

    def _cohort_rows(self):
        """One row per month of first order in the year up to the end of the period."""
        last = self.date_to.replace(day=1)
        first = last - relativedelta(months=COHORT_MONTHS)
        statement = SQL(
            """
            SELECT date_trunc('month', profile.first_order_date)::date AS cohort,
                   (EXTRACT(YEAR FROM sold.month) * 12 + EXTRACT(MONTH FROM sold.month)
                    - EXTRACT(YEAR FROM profile.first_order_date) * 12
                    - EXTRACT(MONTH FROM profile.first_order_date))::int AS age,
                   COUNT(*) AS customers
              FROM (%(sold)s) AS sold
              JOIN customer_profile profile
                ON profile.partner_id = sold.partner_id
               AND profile.company_id = sold.company_id
             WHERE profile.first_order_date >= %(first)s
          GROUP BY 1, 2
            """,
            sold=self._months_sql(first, last),
            first=first,
        )
        self.env.flush_all()
        cohorts = {}
        for cohort, age, customers in self.env.execute_query(statement):
            cohorts.setdefault(cohort, {})[age] = customers
        for cohort in sorted(cohorts):
            ages, span = cohorts[cohort], relativedelta(last, cohort)
            known = span.years * 12 + span.months
            size = ages.get(0) or 1
            yield [
                self._month_text(cohort),
                ages.get(0, 0),
                *(
                    ages.get(age, 0) / size if age <= known else None
                    for age in range(1, COHORT_MONTHS + 1)
                ),
            ]

    # === By group, owner, region === #

    def _repurchase_dimensions(self):
        return [
            self._repurchase_by(self.env._("By Group"), SQL("customer_group")),
            self._repurchase_by(self.env._("By Owner"), SQL("owner")),
        ]

    def _repurchase_by(self, title, column):
        columns = [
            Column(self.env._("Name"), TEXT, 36),
            Column(self.env._("Customers"), INTEGER),
            Column(self.env._("Ordered Again"), INTEGER),
            Column(self.env._("Repurchase Rate"), PERCENT),
            Column(self.env._("Revenue"), MONEY),
        ]
        return Section(title, columns, lambda: self._repurchase_by_rows(column), bar=3)

    def _repurchase_by_rows(self, column):
        statement = SQL(
            """
            SELECT found.%(column)s AS name, COUNT(*) AS customers,
                   COUNT(*) FILTER (WHERE found.orders > 1) AS repeated,
                   SUM(found.revenue) AS revenue
              FROM (SELECT %(names)s, bought.orders, bought.revenue
                      FROM (%(bought)s) AS bought %(joins)s) AS found
          GROUP BY 1
          ORDER BY 2 DESC, 1
            """,
            column=column,
            names=self._names_sql(),
            bought=self._bought_sql(),
            joins=self._names_joins(SQL("bought.partner_id")),
        )
        nobody = self.env._("None")
        for row in self._stream(statement):
            yield [
                row["name"] or nobody,
                row["customers"],
                row["repeated"],
                row["repeated"] / row["customers"],
                row["revenue"],
            ]

    # === By customer === #

    def _repurchase_customers(self):
        columns = [
            *self._names_columns(),
            Column(self.env._("First Order"), DATE),
            Column(self.env._("Last Order"), DATE),
            Column(self.env._("Orders in the Period"), INTEGER),
            Column(self.env._("Usual Gap"), NUMBER, 9),
            Column(self.env._("Revenue"), MONEY),
        ]
        return Section(
            self.env._("By Customer"),
            columns,
            self._repurchase_rows,
            bar=6,
            is_list=True,
        )

    def _repurchase_rows(self):
        statement = SQL(
            """
            SELECT %(names)s, bought.orders, bought.revenue, profile.first_order_date,
                   profile.last_order_date, profile.median_interval_days
              FROM (%(bought)s) AS bought
              JOIN customer_profile profile
                ON profile.partner_id = bought.partner_id
               AND profile.company_id = bought.company_id
              %(joins)s
          ORDER BY bought.orders DESC, bought.revenue DESC, bought.partner_id
            """,
            names=self._names_sql(),
            bought=self._bought_sql(),
            joins=self._names_joins(SQL("bought.partner_id")),
        )
        for row in self._stream(statement):
            yield [
                *self._names_cells(row),
                row["first_order_date"],
                row["last_order_date"],
                row["orders"],
                row["median_interval_days"],
                row["revenue"],
            ]
