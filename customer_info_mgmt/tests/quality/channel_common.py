from ..common import CustomerInfoCommon


class ChannelCommon(CustomerInfoCommon):
    """Two channels of different rank, and a caller with the least role for it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.cn")
        channels = cls.env["customer.channel"]
        cls.shop = channels.create(
            {"name": "Web shop", "code": "web-shop", "priority": 30}
        )
        cls.store = channels.create(
            {"name": "Store", "code": "store", "kind": "pos", "priority": 60}
        )
        cls.shop.user_ids = cls.user_user
        cls.identities = cls.env["customer.identity"].with_user(cls.user_user)
        cls.stewards = cls.env["customer.identity"].with_user(cls.steward_user)

    def _send(self, *records, channel="web-shop", identities=None, **options):
        identities = self.stewards if identities is None else identities
        # What rehearses opens a cursor: it has to see what this test has made.
        with self.enter_registry_test_mode():
            return identities.upsert(channel, list(records), **options)["results"]

    def _record(self, external_id="A-1", points=(), **values):
        record = {"external_id": external_id, "values": values}
        if points:
            record["contact_points"] = [
                {"kind": kind, "value": value} for kind, value in points
            ]
        return record

    def _partner(self, result):
        return self.env["res.partner"].browse(result["partner_id"])
