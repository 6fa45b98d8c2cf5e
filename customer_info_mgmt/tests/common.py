from odoo.tests import TransactionCase, new_test_user

GROUPS = "customer_info_mgmt.group_customer_"


class CustomerInfoCommon(TransactionCase):
    """One user per role, each with nothing but that role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        for role in ("user", "warehouse", "finance", "steward", "privacy", "manager"):
            user = new_test_user(cls.env, f"cim_{role}", groups=GROUPS + role)
            setattr(cls, f"{role}_user", user)

    @classmethod
    def _create_customer(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "customer_rank": 1, **values}
        )
