from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import SalesCommon

BANDS = (
    # orders, usual days, average order -> frequency, average
    (0, 0, 0, "9", False),
    (2, 0, 99.99, "8", "1"),
    (9, 7, 100, "1", "2"),
    (9, 30, 2500, "2", "3"),
    (9, 90, 10000, "3", "4"),
    (9, 200, 150000, "4", "5"),
    (9, 500, 50, "5", "1"),
)


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestClassReport(SalesCommon):
    """F17, C09, C03, C04, C05: customers by whatever they can be classed by."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Classed"})
        users = cls.user_user | cls.finance_user | cls.manager_user | cls.steward_user
        (users | cls.warehouse_user).write(
            {"company_ids": [(4, cls.company.id)], "company_id": cls.company.id}
        )
        cls.year = cls.profiles._today().year
        tags = cls.env["res.partner.category"]
        cls.vip, cls.big, cls.north = tags.create(
            [
                {"name": "VIP here", "kind": "value"},
                {"name": "Big here", "kind": "value"},
                {"name": "North here", "kind": "region"},
            ]
        )
        cls.group = cls.env["customer.group"].create({"name": "Wholesale"})
        cls.partners = cls.env["res.partner"]
        for number, (orders, days, average, _frequency, _order) in enumerate(BANDS):
            partner = cls._create_customer(
                f"Classed {number}",
                company_id=cls.company.id,
                birth_year=cls.year - 20 - 10 * number,
                birth_month=1,
                birth_day=1,
                gender="female" if number % 2 else "male",
                customer_group_id=cls.group.id if number < 3 else False,
                category_id=(cls.vip | cls.big | cls.north if number == 1 else cls.vip),
                user_id=cls.manager_user.id if number == 6 else cls.user_user.id,
            )
            cls.partners |= partner
            cls._profile(cls, partner, cls.company).write(
                {
                    "order_count": orders,
                    "median_interval_days": days,
                    "average_order_value": average,
                    "revenue_12m": 100 * number,
                    "revenue_prior_12m": 80 * number,
                    "abc_class": "A" if number > 4 else "C",
                }
            )
        cls.env.flush_all()

    def _report(self, user=None):
        report = self.env["customer.class.report"].with_user(user or self.manager_user)
        return report.with_company(self.company)

    def _rows(self, user=None, domain=()):
        return self._report(user).search(
            [("company_id", "=", self.company.id), *domain], order="id"
        )

    def test_bands(self):
        """C09, F10: age, buying frequency and average order, in bands."""
        rows = self._rows()
        self.assertEqual(rows.partner_id, self.partners)
        self.assertEqual(rows.mapped("frequency_band"), [band[3] for band in BANDS])
        self.assertEqual(rows.mapped("order_band"), [band[4] for band in BANDS])
        self.assertEqual(rows.mapped("age_band"), ["1", "2", "3", "4", "5", "6", "6"])

    def test_tags_of_each_kind(self):
        """C03, C04, C05: tags of a kind together; totals count a customer once."""
        rows = self._rows()
        self.assertEqual(rows[1].value_tags, "Big here, VIP here")
        self.assertEqual(
            (rows[1].region_tags, rows[1].trade_tags), ("North here", False)
        )
        groups = self._report()._read_group(
            [("company_id", "=", self.company.id)],
            ["value_tags"],
            ["__count", "revenue_12m:sum"],
        )
        self.assertEqual(
            sorted(groups), [("Big here, VIP here", 1, 100.0), ("VIP here", 6, 2000.0)]
        )
        named = dict(
            self._report()._read_group(
                [("company_id", "=", self.company.id)], ["category_ids"], ["__count"]
            )
        )
        self.assertEqual((named[self.vip], named[self.big]), (7, 1))

    def test_every_criterion_groups_and_its_list_matches(self):
        """F17, P31b: each group counts what its list shows."""
        report = self._report()
        mine = [("company_id", "=", self.company.id)]
        for name in (
            "customer_group_id country_id state_id city industry_id company_size "
            "is_company gender age_band channel_id owner_id abc_class rfm_segment "
            "lifecycle churn_risk frequency_band order_band category_ids value_tags "
            "first_order_date:year"
        ).split():
            with self.subTest(by=name):
                groups = report.formatted_read_group(
                    mine, [name], ["__count", "revenue_12m:sum"]
                )
                self.assertTrue(groups)
                for group in groups:
                    rows = report.search([*mine, *group["__extra_domain"]])
                    self.assertEqual(len(rows), group["__count"])
                    self.assertEqual(
                        sum(rows.mapped("revenue_12m")), group["revenue_12m:sum"]
                    )

    def test_key_customers(self):
        """F16: class A, or tagged VIP or Big customer."""
        self.assertEqual(
            self._rows(domain=[("is_key", "=", True)]).partner_id, self.partners[5:]
        )
        tag = self.env.ref("customer_info_mgmt.res_partner_category_value_vip")
        self.partners[2].category_id += tag
        self.env.flush_all()
        self.assertEqual(
            self._rows(domain=[("is_key", "=", True)]).partner_id,
            self.partners[2] | self.partners[5:],
        )
        self.env["ir.model.data"].search(
            [("model", "=", tag._name), ("res_id", "=", tag.id)]
        ).unlink()
        self.assertEqual(len(self._rows(domain=[("is_key", "=", True)])), 2)

    def test_trend_of_many_is_that_of_their_sums(self):
        """F16, P31: growth over the year before, no average of averages."""
        rows = self._rows()
        self.assertEqual((rows[0].trend, rows[2].trend), (0, 0.25))
        self._profile(self.partners[1], self.company).revenue_prior_12m = 1000
        self.env.flush_all()
        [[trend]] = self._report()._read_group(
            [("company_id", "=", self.company.id)], [], ["trend:avg"]
        )
        self.assertAlmostEqual(trend, (2100 - 2600) / 2600)

    def test_open_things(self):
        """F16: quotations, deliveries, activities and feedback that wait."""
        key = self.partners[5]
        contact = self.env["res.partner"].create({"name": "c", "parent_id": key.id})
        self._create_order(contact, [(self.product, 1, 10, {})], company=self.company)
        key.activity_schedule("mail.mail_activity_data_call", user_id=self.env.uid)
        self.env["customer.feedback"].create(
            {"partner_id": key.id, "title": "x", "company_id": self.company.id}
        )
        self.env.flush_all()
        row = self._rows(domain=[("partner_id", "=", key.id)])
        activities = self.env["mail.activity"].search_count(
            [("res_model", "=", "res.partner"), ("res_id", "=", key.id)]
        )
        self.assertEqual(row.open_count, 2 + activities)
        self.assertEqual(row.action_open_customer()["res_id"], key.id)

    def test_rights(self):
        """I02: own and free customers; no age for finance; warehouse sees none."""
        self.assertEqual(self._rows(self.user_user).partner_id, self.partners[:6])
        for user in (self.finance_user, self.steward_user):
            self.assertEqual(len(self._rows(user)), 7)
        self.partners[0].leave_out_of_figures = True
        self.partners[1].active = False
        self.env.flush_all()
        self.assertEqual(self._rows().partner_id, self.partners[2:])
        self.assertNotIn("age_band", self._report(self.finance_user).fields_get())
        with self.assertRaises(AccessError):
            self._rows(self.warehouse_user)
        with self.assertRaises(AccessError):
            self._report(self.finance_user)._read_group([], ["age_band"], ["__count"])


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestSaleReport(SalesCommon):
    """C09, P31b: core's sales analysis knows group, class, segment and stage."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["customer.group"].create({"name": "Wholesale"})
        cls.customer = cls._create_customer(
            "Sold", user_id=cls.manager_user.id, customer_group_id=cls.group.id
        )
        cls.contact = cls.env["res.partner"].create(
            {"name": "Buyer", "parent_id": cls.customer.id}
        )
        cls.orders = cls._sell(cls.contact, 100) | cls._sell(cls.customer, 50)
        cls.orders.user_id = cls.user_user
        cls.profiles.refresh()
        cls._profile(cls, cls.customer).write(
            {"abc_class": "B", "rfm_segment": "loyal", "lifecycle": "active"}
        )
        cls.env.flush_all()

    def _grouped(self, by, user=None):
        report = self.env["sale.report"].with_user(user or self.manager_user)
        return report._read_group(
            [("commercial_partner_id", "=", self.customer.id)],
            [by],
            ["__count", "price_subtotal:sum"],
        )

    def test_dimensions_and_their_lists(self):
        """P31b: orders of contacts count under the customer's class; lists match."""
        for by, value in (
            ("customer_group_id", self.group),
            ("customer_abc_class", "B"),
            ("customer_rfm_segment", "loyal"),
            ("customer_lifecycle", "active"),
        ):
            self.assertEqual(self._grouped(by), [(value, 2, 150.0)], by)
            found = self.env["sale.report"].search(
                [("commercial_partner_id", "=", self.customer.id), (by, "=", value)]
                if by != "customer_group_id"
                else [(by, "=", value.id)]
            )
            self.assertEqual(len(found), 2)

    def test_total_is_as_without(self):
        """C09: a customer without a profile loses no order in the analysis."""
        self._profile(self.customer).unlink()
        self.env.flush_all()
        self.assertEqual(self._grouped("customer_abc_class"), [(False, 2, 150.0)])

    def test_clerk_learns_no_class_of_a_colleagues_customer(self):
        """I02: the order is the clerk's, the customer is not: its class stays empty."""
        self.assertEqual(
            self._grouped("customer_abc_class", self.user_user), [(False, 2, 150.0)]
        )
        self.customer.user_id = self.user_user
        self.env.flush_all()
        self.assertEqual(
            self._grouped("customer_abc_class", self.user_user), [("B", 2, 150.0)]
        )
