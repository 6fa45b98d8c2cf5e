from odoo.tests import new_test_user

from ..common import CustomerInfoCommon


class MergeCommon(CustomerInfoCommon):
    """Two records of one customer, and what a test needs to merge them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kept = cls._create_customer(
            "Acme Trading", email="info@acme.example", is_company=True
        )
        cls.twin = cls._create_customer(
            "Acme Trading Ltd",
            phone="+86 10 6552 9988",
            street="5 Dock Road",
            city="Ningbo",
            is_company=True,
        )
        cls.admin = new_test_user(
            cls.env,
            "cim_admin",
            groups="base.group_erp_manager,customer_info_mgmt.group_customer_steward",
        )

    @classmethod
    def _prepare(cls, *partners, user=None, destination=None, **values):
        """A merge of ``partners``, the first one stays, by a steward."""
        merges = cls.env["customer.merge"].with_user(user or cls.steward_user)
        return merges.create(
            {
                "partner_ids": [(6, 0, [partner.id for partner in partners])],
                "destination_id": (destination or partners[0]).id,
                **values,
            }
        )

    def _merge(self, *partners, **options):
        merge = self._prepare(*partners, **options)
        merge.action_merge()
        return merge
