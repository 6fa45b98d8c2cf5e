from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMergeCampaignTour(HttpCase):
    """L03: a steward merges all certain pairs, and takes the campaign back."""

    def _work_off(self):
        self.env.ref(
            "customer_info_mgmt.ir_cron_run_merge_campaigns"
        ).method_direct_trigger()
        self.env.invalidate_all()

    def test_start_and_undo(self):
        """L01, L02, L03: from the review list to the campaign and back, by clicking."""
        new_test_user(
            self.env,
            "cim_tour_steward",
            groups="customer_info_mgmt.group_customer_steward",
        )
        self.env["customer.duplicate"].search([]).unlink()
        partners = self.env["res.partner"].create(
            [{"name": f"Tour Triplet {letter}"} for letter in "ABC"]
        )
        self.env["customer.duplicate"].create(
            [
                {"partner_a_id": one.id, "partner_b_id": other.id, "score": 0.99}
                for one, other in zip(partners, partners[1:], strict=False)
            ]
        )
        self.start_tour(
            "/odoo/customer-duplicates",
            "customer_merge_campaign_start",
            login="cim_tour_steward",
        )
        self._work_off()
        self.assertEqual(len(partners.exists()), 1)
        self.start_tour(
            "/odoo/customer-merge-campaigns",
            "customer_merge_campaign_undo",
            login="cim_tour_steward",
        )
        self._work_off()
        self.assertEqual(partners.exists(), partners)
        campaign = self.env["customer.merge.campaign"].search([], limit=1)
        self.assertEqual((campaign.state, campaign.undone_count), ("undone", 1))
