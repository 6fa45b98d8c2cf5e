from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import GeneratedSales
from .report_common import ReportCommon

VALUES = ("ordered_value", "returned_value", "revenue", "margin")


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContributionReport(ReportCommon):
    """F01: what each customer contributes, and the documents it comes from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sell(cls.contact, "2024-03-10", 20, price_unit=10.0)
        cls.delivery = cls._deliver(cls.order)
        cls.back = cls._give_back(cls.delivery, 5, "2024-05-02")
        cls.discounted = cls._sell(
            cls.own, "2024-04-01", 10, price_unit=10.0, discount=20.0
        )
        cls.small = cls._sell(cls.free, "2024-03-15", 1, product=cls.service)
        cls.big = cls._sell(cls.foreign, "2024-03-20", 100, price_unit=10.0)
        cls.env.flush_all()

    def _sums(self, customer, names, domain=(), user=None):
        [group] = self._grouped(
            user or self.manager_user,
            [],
            [f"{name}:sum" for name in names],
            [("partner_id", "=", customer.id), *domain],
        )
        return [group[f"{name}:sum"] for name in names]

    def test_sale_and_return(self):
        """F01: 200 and 80 sold to a company and its contact; 50 came back, cost 30."""
        self.assertEqual(
            self._sums(self.own, VALUES), [280.0, 50.0, 230.0, 80.0 + 20.0 - 20.0]
        )

    def test_return_is_dated_when_it_happens(self):
        """F01: a return lowers the month in which it came back, not the order's."""
        months = self._grouped(
            self.manager_user,
            ["date:month"],
            ["revenue:sum"],
            [("partner_id", "=", self.own.id)],
        )
        self.assertEqual([m["revenue:sum"] for m in months], [200.0, 80.0, -50.0])

    def test_quantities(self):
        """F01: ordered, delivered, returned and invoiced, in quantity and value."""
        names = ("ordered_qty", "delivered_qty", "returned_qty", "invoiced_qty")
        self.assertEqual(self._sums(self.own, names), [30.0, 15.0, 5.0, 0.0])
        self.assertEqual(
            self._sums(self.own, ("delivered_value", "invoiced_value")), [150.0, 0.0]
        )

    def test_quantity_in_the_unit_of_the_product(self):
        """F01: a dozen sold and half of it back are 12 and 6 pieces."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._sell(
            self.free, "2024-06-01", 1, product_uom_id=dozen.id, price_unit=120.0
        )
        self._give_back(self._deliver(order), 6, "2024-06-02")
        domain = [("order_id", "=", order.id)]
        names = ("ordered_qty", "returned_qty", "returned_value")
        self.assertEqual(self._sums(self.free, names, domain), [12.0, 6.0, 60.0])

    def test_return_of_a_return(self):
        """F01: what goes out again after a return counts as sold once more."""
        again = self._give_back(self.back, 2, "2024-05-20")
        self.assertEqual(again.location_dest_id.usage, "customer")
        self.env.flush_all()
        self.assertEqual(
            self._sums(self.own, ("returned_qty", "returned_value", "revenue")),
            [3.0, 30.0, 250.0],
        )

    def test_agrees_with_the_profile(self):
        """F01: the sums per customer are the figures of the customer file."""
        self._give_back(self.back, 2, "2024-05-20")
        self.env["customer.profile"].refresh()
        for customer in self.customers:
            profile = self.env["customer.profile"].search(
                [
                    ("partner_id", "=", customer.id),
                    ("company_id", "=", self.env.company.id),
                ]
            )
            with self.subTest(customer.name):
                self.assertTrue(profile.revenue)
                self.assertEqual(
                    self._sums(customer, ("revenue", "margin", "returned_value")),
                    [profile.revenue, profile.margin, profile.return_amount],
                )

    def test_invoiced(self):
        """F01: what was invoiced, less credit notes."""
        self.small.order_line.qty_delivered = 1
        self.small._create_invoices().action_post()
        self.env.flush_all()
        self.assertEqual(
            self._sums(self.free, ("invoiced_qty", "invoiced_value")), [1.0, 50.0]
        )

    def test_discount(self):
        """L15: what was given away stands beside what was earned."""
        self.assertEqual(self._sums(self.own, ["discount_value"]), [20.0])

    def test_orders_are_counted_once(self):
        """F01: two lines and a return of one order are one order."""
        self.order.order_line.copy({"order_id": self.order.id})
        self.env.flush_all()
        [group] = self._grouped(
            self.manager_user,
            [],
            ["order_count:count_distinct", "__count"],
            [("partner_id", "=", self.own.id)],
        )
        self.assertEqual(group["order_count:count_distinct"], 2)
        self.assertEqual(group["__count"], 4)

    def test_ratios_are_of_the_sums(self):
        """F01, L15: the margin of a group is no average of the margins of its rows."""
        [group] = self._grouped(
            self.manager_user,
            [],
            ["margin_rate:avg", "return_rate:avg"],
            [("partner_id", "=", self.own.id)],
        )
        self.assertAlmostEqual(group["margin_rate:avg"], 80.0 / 230.0)
        self.assertAlmostEqual(group["return_rate:avg"], 50.0 / 280.0)

    def test_drafts_and_cancelled_do_not_count(self):
        draft = self._sell(self.free, "2024-03-16", 7)
        draft.action_unlock()
        draft._action_cancel()
        self.assertFalse(self._rows(domain=[("order_id", "=", draft.id)]))

    def test_left_out(self):
        """F01: walk-in customers and the group's own companies do not count."""
        self.foreign.leave_out_of_figures = True
        self._sell(self.env.company.partner_id, "2024-03-20", 1, product=self.service)
        self.env.flush_all()
        self.assertFalse(self._rows(domain=[("partner_id", "=", self.foreign.id)]))
        self.assertFalse(
            self.report.search([("partner_id", "=", self.env.company.partner_id.id)])
        )

    def test_group_by_every_dimension(self):
        """F15, F17: by customer, region, industry, seller, product and the rest."""
        fnames = (
            "partner_id",
            "customer_group_id",
            "industry_id",
            "country_id",
            "state_id",
            "owner_id",
            "user_id",
            "team_id",
            "product_id",
            "categ_id",
            "warehouse_id",
            "company_id",
            "abc_class",
            "kind",
            "date:month",
            "date:day",
        )
        for fname in fnames:
            with self.subTest(fname):
                groups = self._grouped(self.manager_user, [fname], ["revenue:sum"])
                self.assertEqual(sum(g["revenue:sum"] for g in groups), 1280.0)

    def test_by_tag(self):
        """F17: a customer with two tags is under both; totals count it once."""
        by_tag = {
            group["category_ids"] and group["category_ids"][0]: group["revenue:sum"]
            for group in self._grouped(
                self.user_user, ["category_ids"], ["revenue:sum"]
            )
        }
        self.assertEqual(
            by_tag, {self.tag_vip.id: 230.0, self.tag_north.id: 230.0, False: 50.0}
        )
        [total] = self._grouped(
            self.user_user,
            [],
            ["revenue:sum"],
            [("category_ids", "in", (self.tag_vip | self.tag_north).ids)],
        )
        self.assertEqual(total["revenue:sum"], 230.0)

    def test_two_currencies(self):
        """F01: in the company's currency, at the rate that the order carries."""
        currency = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rate_ids": [(0, 0, {"name": "2024-01-01", "rate": 4.0})],
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": currency.id}
        )
        self.free.property_product_pricelist = pricelist
        order = self._sell(self.free, "2024-07-01", 10, price_unit=40.0)
        order.currency_rate = 4.0
        self.env.flush_all()
        self.assertEqual(order.currency_id, currency)
        currency.rate_ids.rate = 8.0
        self.assertEqual(
            self._sums(self.free, ["revenue"], [("order_id", "=", order.id)]), [100.0]
        )

    # ------------------------------------------------------------------ access rights

    def test_clerk_sees_own_and_free_customers(self):
        """I02: the cube obeys the rule of the profile, by reading and by grouping."""
        self.assertEqual(self._rows(self.user_user).partner_id, self.own | self.free)
        groups = self._grouped(self.user_user, ["partner_id"], ["revenue:sum"])
        self.assertEqual(
            {group["partner_id"][0] for group in groups}, {self.own.id, self.free.id}
        )
        self.assertEqual(
            self._sums(self.foreign, ["revenue"], user=self.user_user), [0]
        )

    def test_all_documents_finance_and_manager_see_all(self):
        """I02: who may see all customers sees all rows."""
        self.user_user.group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        for user in (self.user_user, self.finance_user, self.manager_user):
            with self.subTest(user.login):
                self.assertEqual(self._rows(user).partner_id, self.customers)

    def test_warehouse_and_others_are_refused(self):
        """I02: no revenue for the warehouse, the steward and the privacy officer."""
        for user in (self.warehouse_user, self.steward_user, self.privacy_user):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    self._rows(user)
                with self.assertRaises(AccessError):
                    self._grouped(user, [], ["revenue:sum"])

    def test_other_company_is_hidden(self):
        """I02: a user sees the companies that he works in."""
        other = self.env["res.company"].create({"name": "Second"})
        self.env.user.company_ids += other
        self._sell(self.free, "2024-03-15", 3, product=self.service, company=other)
        self.env.flush_all()
        self.assertEqual(self._rows(self.manager_user).company_id, self.env.company)

    # ---------------------------------------------------------------------- documents

    def test_row_opens_its_order(self):
        """A26: from the figure to the order."""
        row = self._rows(self.user_user, [("order_id", "=", self.small.id)])
        action = row.action_open_order()
        self.assertEqual(
            (action["res_model"], action["res_id"]), ("sale.order", self.small.id)
        )

    def test_rows_open_their_lines_and_moves(self):
        """A26: from the figure to the order lines and the goods that moved."""
        rows = self._rows(self.manager_user, [("order_id", "=", self.order.id)])
        self.assertEqual(len(rows), 2)
        self.assertEqual(rows.action_open_lines()["res_id"], self.order.order_line.id)
        self.assertEqual(
            rows.action_open_moves()["domain"],
            [("id", "in", (self.delivery | self.back).move_ids.ids)],
        )
        back = rows.filtered(lambda row: row.kind == "return")
        self.assertEqual(back.action_open_moves()["res_id"], self.back.move_ids.id)

    def test_nothing_behind_a_service(self):
        row = self._rows(self.manager_user, [("order_id", "=", self.small.id)])
        with self.assertRaisesRegex(UserError, "no documents"):
            row.action_open_moves()

    def test_set_opens_its_documents(self):
        """A26: a whole cell of the pivot opens what it is made of."""
        report = self.report.with_user(self.manager_user)
        domain = [("partner_id", "=", self.own.id)]
        orders = self.order | self.discounted
        for document, expected in (
            ("order", orders),
            ("lines", orders.order_line),
            ("moves", orders.order_line.move_ids),
        ):
            with self.subTest(document):
                action = report.action_open_set(domain, document)
                self.assertEqual(set(action["domain"][0][2]), set(expected.ids))

    def test_clerk_opens_no_set_of_a_colleague(self):
        """I02: neither by the back door."""
        with self.assertRaises(UserError):
            self.report.with_user(self.user_user).action_open_set(
                [("partner_id", "=", self.foreign.id)]
            )

    def test_read_only_cursor(self):
        """F01: the report needs no table of its own and writes nothing."""
        self.env.cr.execute("SET TRANSACTION READ ONLY")
        self._grouped(self.manager_user, ["partner_id"], ["revenue:sum"])


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestContributionOfAll(GeneratedSales):
    """F01: cube and customer file agree, whatever happened."""

    def test_sums_are_the_figures_of_the_profile(self):
        """F01: two companies and currencies, parts, returns, returns of returns."""
        self.profiles.refresh()
        sums = {
            (partner.id, company.id): figures
            for partner, company, *figures in self.env[
                "customer.contribution.report"
            ]._read_group(
                [],
                ["partner_id", "company_id"],
                [
                    "revenue:sum",
                    "margin:sum",
                    "returned_value:sum",
                    "order_count:count_distinct",
                ],
            )
        }
        profiles = self.profiles.search([("abc_class", "!=", False)])
        self.assertGreater(len(profiles), 20)
        self.assertTrue(any(profiles.mapped("return_amount")))
        keys = {(row.partner_id.id, row.company_id.id) for row in profiles}
        self.assertEqual(sums.keys(), keys)
        for profile in profiles:
            revenue, margin, returned, orders = sums[
                profile.partner_id.id, profile.company_id.id
            ]
            # An order may round its sum otherwise than its lines: a cent each.
            step = profile.currency_id.rounding * (1 + orders)
            with self.subTest(profile.partner_id.name):
                self.assertAlmostEqual(profile.revenue, revenue, delta=step)
                self.assertAlmostEqual(profile.margin, margin, delta=step)
                self.assertAlmostEqual(profile.return_amount, returned, delta=step)
                self.assertEqual(profile.order_count, orders)
