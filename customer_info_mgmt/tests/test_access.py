from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import CustomerInfoCommon

# What the core shows a customer of itself in the portal, and a search without value.
PORTAL_FIELDS = {"ref", "type", "customer_search"}
STAFF_FIELDS = PORTAL_FIELDS | {
    "company_size",
    "customer_group_id",
    "customer_properties",
    "customer_required_fields",
    "leave_out_of_figures",
    "main_contact_id",
    "salutation",
}
# Who may read and who may change, by the letter of the role: sales clerk (u),
# warehouse, finance, steward, privacy. A manager may what any of them may.
READERS = {
    "customer.alias": "ufsp",
    "customer.call": "uf",
    "customer.call.line": "uf",
    "customer.call.list": "uf",
    "customer.call.snooze": "u",
    "customer.change.field": "uwfsp",
    "customer.change.reject": "us",
    "customer.change.request": "uwfsp",
    "customer.change.request.line": "uwfsp",
    "customer.change.suggest": "uwfsp",
    "customer.channel": "ufsp",
    "customer.channel.call": "s",
    "customer.channel.field": "s",
    "customer.class.member": "ufs",
    "customer.class.preview": "s",
    "customer.class.report": "ufs",
    "customer.class.rule": "ufs",
    "customer.contact.point": "ufsp",
    "customer.contribution.report": "uf",
    "customer.credit.grade": "uf",
    "customer.credit.grade.change": "f",
    "customer.credit.review": "uf",
    "customer.data.issue": "us",
    "customer.bulk.edit": "us",
    "customer.bulk.edit.line": "us",
    "customer.dormant": "s",
    "customer.dormant.keep": "s",
    "customer.dormant.propose": "s",
    "customer.dormant.run": "s",
    "customer.duplicate": "s",
    "customer.duplicate.candidate": "",
    "customer.duplicate.dismiss": "s",
    "customer.export": "ufsp",
    "customer.export.column": "ufsp",
    "customer.feedback": "uwf",
    "customer.feedback.stage": "uwf",
    "customer.field.rule": "s",
    "customer.group": "uwfsp",
    "customer.identity": "ufsp",
    "customer.import": "s",
    "customer.import.change": "s",
    "customer.import.column": "s",
    "customer.import.profile": "s",
    "customer.import.row": "s",
    "customer.import.value": "s",
    "customer.latent.demand": "ufs",
    "customer.lifecycle.history": "ufs",
    "customer.match.key": "",
    "customer.merge": "s",
    "customer.merge.campaign": "s",
    "customer.merge.campaign.start": "s",
    "customer.merge.line": "s",
    "customer.merge.row": "",
    "customer.prediction.fit": "f",
    "customer.preference": "uwfsp",
    "customer.preference.type": "uwfsp",
    "customer.product.affinity": "uf",
    "customer.product.bundle": "uf",
    "customer.product.habit": "ufs",
    "customer.product.season": "uf",
    "customer.profile": "ufs",
    "customer.profile.mark": "",
    "customer.profile.snapshot": "ufs",
    "customer.quality.snapshot": "ufs",
    "customer.reminder": "us",
    "customer.reminder.rule": "us",
    "customer.report": "uf",
    "customer.rfm.cell": "uf",
    "customer.rfm.segment": "ufs",
    "customer.sales.cube": "ufs",
    "customer.sales.forecast": "uf",
    "customer.sales.history": "ufs",
    "customer.sales.month": "ufs",
    "customer.sales.target": "uf",
    "customer.sales.target.copy": "",
    "customer.season.stock": "uf",
    "customer.self.check": "us",
    "customer.snapshot.build": "",
    "customer.snapshot.month": "",
    "customer.typed.value": "us",
    "customer.value.source": "us",
    "customer.yardstick": "",
}
WRITERS = {
    "customer.alias": "us",
    "customer.call.snooze": "u",
    "customer.change.reject": "us",
    "customer.change.request": "s",
    "customer.change.request.line": "s",
    "customer.change.suggest": "uwfsp",
    "customer.bulk.edit": "us",
    "customer.channel": "s",
    "customer.channel.field": "s",
    "customer.class.preview": "s",
    "customer.class.rule": "s",
    "customer.contact.point": "us",
    "customer.credit.grade.change": "f",
    "customer.dormant.keep": "s",
    "customer.dormant.propose": "s",
    "customer.dormant.run": "s",
    "customer.duplicate.dismiss": "s",
    "customer.export": "ufsp",
    "customer.export.column": "ufsp",
    "customer.feedback": "uw",
    "customer.field.rule": "s",
    "customer.group": "s",
    "customer.identity": "s",
    "customer.import": "s",
    "customer.import.column": "s",
    "customer.import.profile": "s",
    "customer.import.value": "s",
    "customer.merge": "s",
    "customer.merge.campaign.start": "s",
    "customer.preference": "us",
    "customer.preference.type": "s",
    "customer.report": "uf",
    "customer.sales.history": "s",
}


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestAccess(CustomerInfoCommon):
    """I02, I04: what each role, staff without a role and customers get to read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer("Harbour", is_company=True)
        cls.staff = new_test_user(cls.env, "cim_staff", groups="base.group_user")
        cls.portal = new_test_user(cls.env, "cim_portal", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.customer
        cls.public = cls.env.ref("base.public_user")
        cls.users = {
            "u": cls.user_user,
            "w": cls.warehouse_user,
            "f": cls.finance_user,
            "s": cls.steward_user,
            "p": cls.privacy_user,
        }

    def _our_models(self):
        return [
            name
            for name in self.env
            if name.startswith("customer.") and not self.env[name]._abstract
        ]

    def _readable_fields(self, record, user):
        """Those of our fields on a partner that the user gets to read."""
        found = set()
        for name, field in record._fields.items():
            if "customer_info_mgmt" not in (field._modules or ()):
                continue
            try:
                record.with_user(user).read([name])
            except AccessError:
                continue
            found.add(name)
        return found

    def test_customer_reads_nothing_of_the_file_in_the_portal(self):
        for partner in (self.customer, self.portal.partner_id):
            self.assertLessEqual(
                self._readable_fields(partner, self.portal), PORTAL_FIELDS
            )
        self.assertFalse(self._readable_fields(self.customer, self.public))

    def test_staff_without_a_role_reads_the_plain_file(self):
        found = self._readable_fields(self.customer, self.staff)
        self.assertLessEqual(found, STAFF_FIELDS)

    def test_a_user_is_no_way_around(self):
        """Every field of a partner is one of users, too."""
        for name in ("customer_balance", "birthday", "customer_profile_id"):
            self.assertTrue(self.env["res.users"]._fields[name].groups)
        users = self.env["res.users"].with_user(self.staff)
        for domain in ([("birth_year", ">", 1)], [("customer_balance", ">", 1)]):
            with self.assertRaises(AccessError):
                users.search(domain)

    def test_roles_and_models(self):
        for operation, expected in (("read", READERS), ("write", WRITERS)):
            for model in self._our_models():
                allowed = {
                    letter
                    for letter, user in self.users.items()
                    if self.env[model].with_user(user).has_access(operation)
                }
                with self.subTest(model=model, operation=operation):
                    self.assertEqual(allowed, set(expected.get(model, "")))

    def test_nobody_else_gets_at_our_models(self):
        for user in (self.staff, self.portal, self.public):
            for model in self._our_models():
                for operation in ("read", "write", "create", "unlink"):
                    with self.subTest(user=user.login, model=model):
                        records = self.env[model].with_user(user)
                        self.assertFalse(records.has_access(operation))
