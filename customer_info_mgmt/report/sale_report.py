from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..models.analytics.customer_profile import ABC_CLASSES
from ..models.analytics.segments.vocabulary import LIFECYCLES, RFM_SEGMENTS
from ..models.file.res_partner import FIGURE_GROUPS


class SaleReport(models.Model):
    """What the profile of the order's company says about the customer.

    It is empty where the user may not read the profile: a colleague's customer.
    """

    _inherit = "sale.report"

    customer_group_id = fields.Many2one(
        "customer.group", readonly=True, groups="base.group_user"
    )
    customer_abc_class = fields.Selection(
        ABC_CLASSES, "ABC Class of Customer", readonly=True, groups=FIGURE_GROUPS
    )
    customer_rfm_segment = fields.Selection(
        RFM_SEGMENTS, "RFM Segment of Customer", readonly=True, groups=FIGURE_GROUPS
    )
    customer_lifecycle = fields.Selection(
        LIFECYCLES, "Stage of Life of Customer", readonly=True, groups=FIGURE_GROUPS
    )

    def _select_additional_fields(self):
        return super()._select_additional_fields() | {
            "customer_group_id": "customer.customer_group_id",
            "customer_abc_class": "profile.abc_class",
            "customer_rfm_segment": "profile.rfm_segment",
            "customer_lifecycle": "profile.lifecycle",
        }

    def _from_sale(self):
        readable = self.env.cr.mogrify(self._readable_profiles()).decode(
            self.env.cr.connection.encoding
        )
        return f"""{super()._from_sale()}
            LEFT JOIN res_partner customer
                   ON customer.id = partner.commercial_partner_id
            LEFT JOIN customer_profile profile
                   ON profile.partner_id = customer.id
                  AND profile.company_id = s.company_id
                  AND {readable}
            """

    def _readable_profiles(self):
        """Condition on ``profile``: the user may read it."""
        profiles = self.env["customer.profile"]
        if self.env.su:
            return SQL("TRUE")
        if not profiles.has_access("read"):
            return SQL("FALSE")
        query = profiles._search(Domain("company_id", "in", self.env.companies.ids))
        return SQL("profile.id IN %s", query.subselect())

    def _group_by_sale(self):
        return f"""{super()._group_by_sale()},
            customer.customer_group_id,
            profile.abc_class,
            profile.rfm_segment,
            profile.lifecycle"""
