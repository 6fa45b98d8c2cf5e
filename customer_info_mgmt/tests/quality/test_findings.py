from odoo.tests import tagged

from .test_completeness import CompletenessCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFindings(CompletenessCommon):
    """B06, B11: what is wrong with a file, found for all files by one statement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.china = cls.env.ref("base.cn")
        cls.zhejiang = cls.env.ref("base.state_cn_ZJ")
        cls.good = cls._create_customer(
            "杭州西湖茶叶有限公司",
            is_company=True,
            country_id=cls.china.id,
            state_id=cls.zhejiang.id,
            zip="310000",
            phone="+86 571 8705 1234",
        )

    def _codes(self, partner):
        self._refresh()
        profile = self._profile(partner)
        self.assertEqual(bool(profile.contradictions), bool(profile.contradiction_text))
        return profile.contradictions

    def test_what_fits_is_not_marked(self):
        """B11: a file in order has no finding."""
        self.assertFalse(self._codes(self.good))
        profile = self._profile(self.good)
        self.assertFalse(profile.has_invalid or profile.has_duplicate)

    def test_address_and_phone_contradict(self):
        """B11: phone, province, postal code and country are held against each other."""
        guangdong = self.env.ref("base.state_cn_GD")
        texas = self.env.ref("base.state_us_44")
        for values, code in (
            ({"phone": "+49 30 901820"}, "phone_country"),
            ({"zip": "510000"}, "zip_state"),
            ({"state_id": guangdong.id}, "zip_state"),
            ({"state_id": texas.id}, "state_country"),
        ):
            with self.subTest(**values), self.env.cr.savepoint() as savepoint:
                self.good.write(values)
                self.assertEqual(self._codes(self.good), code)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_prefix_that_countries_share(self):
        """B11: +1 809 is a phone of the Dominican Republic and no contradiction."""
        customer = self._create_customer(
            "Isla",
            country_id=self.env.ref("base.do").id,
            phone="+1 809-555-1234",
        )
        self.assertFalse(self._codes(customer))

    def test_person_or_company(self):
        """B11: a company that is marked as a person is found, and the other way."""
        for name, found in (
            ("上海机电设备有限公司", True),
            ("Harbour Trading Ltd.", True),
            ("Bright GmbH", True),
            ("王伟", False),
            ("Anna Inca", False),
        ):
            with self.subTest(name=name):
                customer = self._create_customer(name)
                self.assertEqual(self._codes(customer) == "kind", found)

    def test_name_written_in_two_ways(self):
        """B06: an address below a customer that spells its name otherwise is found; a
        noted alias and a name of its own are not."""
        customer = self._create_customer("Harbour Trading Ltd", is_company=True)
        address = self.env["res.partner"].create(
            {
                "name": "HARBOUR TRADING LIMITED",
                "type": "delivery",
                "parent_id": customer.id,
            }
        )
        self.env["res.partner"].create({"name": "Li Lei", "parent_id": customer.id})
        self.assertEqual(self._codes(customer), "name")
        alias = self.env["customer.alias"].create(
            {"partner_id": customer.id, "name": address.name}
        )
        self.assertFalse(self._codes(customer))
        alias.unlink()
        address.name = "Harbour Trading Ltd"
        self.assertFalse(self._codes(customer))

    def test_same_tax_number_other_name(self):
        """B06: two files with one tax number and two names contradict each other."""
        first = self._create_customer("Quay One", is_company=True, vat="X123456789")
        second = self._create_customer("Quay Two", is_company=True, vat="X123456789")
        self.assertEqual(self._codes(first), "name")
        self.assertEqual(self._codes(second), "name")

    def test_invalid_values_come_and_go(self):
        """B01, B11: a value that cannot be right, of a contact too, counts until it is
        corrected, and both are noticed at once."""
        contact = self.env["res.partner"].create(
            {"name": "Li Lei", "parent_id": self.good.id}
        )
        self._refresh()
        for phone, found in (("12", True), ("+86 571 8705 1235", False)):
            self.env["customer.profile.mark"].search([]).unlink()
            contact.phone = phone
            self.env.flush_all()
            self.env.cr.precommit.run()
            self.profiles._refresh_marked_batch(1000)
            self.assertEqual(self._profile(self.good).has_invalid, found)

    def test_duplicates_until_decided(self):
        """B07, B11: an open pair counts for both sides until somebody decides."""
        other = self._create_customer("西湖茶叶", is_company=True)
        pair = self.env["customer.duplicate"].create(
            {"partner_a_id": self.good.id, "partner_b_id": other.id, "score": 0.9}
        )
        self._refresh()
        self.assertTrue(self._profile(self.good).has_duplicate)
        self.assertTrue(self._profile(other).has_duplicate)
        pair._decide("not_duplicate", "Another shop")
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.profiles._refresh_marked_batch(1000)
        self.assertFalse(self._profile(self.good).has_duplicate)
        self.assertFalse(self._profile(other).has_duplicate)
