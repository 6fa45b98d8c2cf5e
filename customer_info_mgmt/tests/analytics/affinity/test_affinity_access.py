from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ...common import GROUPS
from ..common import SalesCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestAffinityAccess(SalesCommon):
    """F13, F18, I02: who may see pairs, and what which customer could buy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = new_test_user(cls.env, "cim_other", groups=GROUPS + "user")
        cls.far = cls.env["res.company"].create({"name": "Far Shore"})
        cls.other_product = cls._create_product("Cup", 5, 2)
        cls.customers = {
            owner: cls._create_customer(owner, user_id=user.id)
            for owner, user in (
                ("own", cls.user_user),
                ("free", cls.env["res.users"]),
                ("colleague's", cls.colleague),
            )
        }
        for company in (cls.company, cls.far):
            cls.env["customer.product.affinity"].create(
                {
                    "company_id": company.id,
                    "product_id": cls.product.id,
                    "other_product_id": cls.other_product.id,
                    "basis": "order",
                }
            )
            cls.env["customer.product.bundle"].create(
                {
                    "company_id": company.id,
                    "product_id": cls.product.id,
                    "second_product_id": cls.other_product.id,
                    "third_product_id": cls.other_product.id,
                }
            )
            cls.env["customer.latent.demand"].create(
                [
                    {
                        "partner_id": customer.id,
                        "company_id": company.id,
                        "product_id": cls.other_product.id,
                        "because_product_id": cls.product.id,
                        "expected_quantity": 3,
                    }
                    for customer in cls.customers.values()
                ]
            )

    def _demands(self, user):
        demands = self.env["customer.latent.demand"].with_user(user)
        demands = demands.search([("product_id", "=", self.other_product.id)])
        self.assertEqual(demands.company_id, self.company & demands.company_id)
        return set(demands.partner_id.mapped("name"))

    def test_pairs_of_own_companies(self):
        """F13: sales, finance and managers see the pairs of their companies."""
        for model in ("customer.product.affinity", "customer.product.bundle"):
            for user in (self.user_user, self.finance_user, self.manager_user):
                found = (
                    self.env[model]
                    .with_user(user)
                    .search([("product_id", "=", self.product.id)])
                )
                self.assertEqual(found.company_id, self.company)
            for user in (self.warehouse_user, self.privacy_user):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
            with self.assertRaises(AccessError):
                found.with_user(self.manager_user).write({"baskets": 1})

    def test_demand_of_own_and_free_customers(self):
        """F18, I02: the same rules as on the figures of a customer."""
        self.assertEqual(self._demands(self.user_user), {"own", "free"})
        for user in (self.finance_user, self.manager_user, self.steward_user):
            self.assertEqual(self._demands(user), {"own", "free", "colleague's"})
        self.user_user.group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        self.assertEqual(self._demands(self.user_user), set(self.customers))
        with self.assertRaises(AccessError):
            self._demands(self.warehouse_user)

    def test_demand_on_the_customer(self):
        """F18: the customer's form shows what the user may see."""
        customer = self.customers["colleague's"]
        self.assertFalse(customer.with_user(self.user_user).latent_demand_ids)
        self.assertTrue(
            self.customers["own"].with_user(self.user_user).latent_demand_ids
        )
        with self.assertRaises(AccessError):
            _demands = customer.with_user(self.warehouse_user).latent_demand_ids

    def test_refresh_is_for_managers(self):
        """F13: whoever manages the customer file, and nobody else."""
        affinities = self.env["customer.product.affinity"]
        for user in (self.user_user, self.finance_user, self.steward_user):
            with self.assertRaisesRegex(AccessError, "Only a customer manager"):
                affinities.with_user(user).refresh()
        action = affinities.with_user(self.manager_user).action_refresh()
        self.assertEqual(action["tag"], "soft_reload")

    def _own_demand(self):
        return (
            self.env["customer.latent.demand"]
            .with_user(self.user_user)
            .search([("partner_id", "=", self.customers["own"].id)])
        )

    def test_one_click_makes_a_quotation(self):
        """F18, D12: as a sales clerk, with the usual quantity."""
        action = self._own_demand().action_make_quotation()
        order = self.env["sale.order"].browse(action["res_id"])
        self.assertEqual(order.partner_id, self.customers["own"])
        self.assertEqual(order.order_line.product_id, self.other_product)
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.assertEqual(order.order_line.price_unit, 5)

    def test_one_quotation_per_customer(self):
        """F18: of several customers, one each."""
        demands = (
            self.env["customer.latent.demand"].with_user(self.user_user).search([])
        )
        action = demands.action_make_quotation()
        orders = self.env["sale.order"].search(action["domain"])
        self.assertEqual(set(orders.partner_id.mapped("name")), {"own", "free"})

    def test_one_click_plans_a_call(self):
        """F18, D12: once, however often it is clicked."""
        demand = self._own_demand()
        demand.action_plan_call()
        demand.action_plan_call()
        call = self.customers["own"].activity_ids
        self.assertEqual(call.mapped("summary"), ["Offer: Cup"])
        self.assertEqual(call.user_id, self.user_user)

    def test_bundle_makes_a_quotation(self):
        """F13, D10: a package, for whichever customer."""
        bundle = (
            self.env["customer.product.bundle"]
            .with_user(self.user_user)
            .search([("product_id", "=", self.product.id)])
        )
        context = bundle.action_make_quotation()["context"]
        lines = [command[2]["product_id"] for command in context["default_order_line"]]
        self.assertEqual(lines, (self.product | self.other_product).ids)

    def test_merged_customers(self):
        """F18: what two merged customers were both offered, one is offered once."""
        own, free = self.customers["own"], self.customers["free"]
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        wizard._merge((own | free).ids, own)
        demands = self.env["customer.latent.demand"].search(
            [("partner_id", "=", own.id), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(len(demands), 1)

    def test_settings(self):
        """F13: a manager chooses what counts; the range is told."""
        settings = self.env["customer.settings"].with_user(self.manager_user)
        form = settings.create({"customer_affinity_least": 5})
        form.execute()
        self.assertEqual(settings.create({}).customer_affinity_least, 5)
        with self.assertRaisesRegex(Exception, "from 0 to 365"):
            settings.create({"customer_affinity_days": 400})
