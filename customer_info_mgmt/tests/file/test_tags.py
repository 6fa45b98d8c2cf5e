from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CustomerInfoCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestTags(CustomerInfoCommon):
    """C01, C02, C03, C04, C05, C06, C10, C15: tags by kind, and filters over them."""

    def _tag(self, kind, name):
        return self.env.ref(f"customer_info_mgmt.res_partner_category_{kind}_{name}")

    def test_common_tags_are_shipped_by_kind(self):
        """C03, C04, C05, C06, C15."""
        for kind, names in (
            ("region", ("beijing", "shanghai", "guangzhou")),
            ("value", ("vip", "big_customer", "quality_customer")),
            ("trade", ("retail", "wholesale")),
            ("habit", ("high_frequency", "low_frequency")),
            ("own", ("to_follow_up",)),
        ):
            for name in names:
                tag = self._tag(kind, name)
                self.assertEqual(tag.kind, kind)
                self.assertTrue(tag.color)

    def test_colour_tells_the_kind(self):
        kinds = self.env["res.partner.category"]._read_group(
            [("id", "in", self._shipped().ids)], ["kind"], ["color:array_agg_distinct"]
        )
        colours = [tuple(colours) for _kind, colours in kinds]
        self.assertEqual(len(set(colours)), len(kinds))
        self.assertEqual({len(found) for found in colours}, {1})

    def _shipped(self):
        data = self.env["ir.model.data"].search(
            [
                ("module", "=", "customer_info_mgmt"),
                ("model", "=", "res.partner.category"),
            ]
        )
        return self.env["res.partner.category"].browse(data.mapped("res_id"))

    def test_filter_over_several_dimensions(self):
        """C10: VIPs in retail who live in Beijing."""
        wanted = self._tag("region", "beijing") | self._tag("value", "vip")
        match = self._create_customer("Match", category_id=wanted.ids)
        self._create_customer("Half", category_id=wanted[:1].ids)
        domain = [("category_id", "in", tag.ids) for tag in wanted]
        found = self.env["res.partner"].with_user(self.user_user).search(domain)
        self.assertEqual(found, match)

    def test_own_tags_are_own(self):
        """C01: a tag that somebody makes is of kind own until it is told."""
        tag = (
            self.env["res.partner.category"]
            .with_user(self.steward_user)
            .create({"name": "Tea lover"})
        )
        self.assertEqual(tag.kind, "own")
        tag.kind = "habit"

    def test_warehouse_makes_no_tags(self):
        with self.assertRaises(AccessError):
            self.env["res.partner.category"].with_user(self.warehouse_user).create(
                {"name": "X"}
            )
