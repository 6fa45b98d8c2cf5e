from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from .vocabulary import RFM_MAP, RFM_SEGMENTS


class CustomerRfmCell(models.Model):
    """The segment that a company gives to a recency and a value, other than usual.

    Recency, and the mean of frequency and monetary value, go from 1 to 5: 25 cells.
    Those that a company does not list are as in ``RFM_MAP``.
    """

    _name = "customer.rfm.cell"
    _description = "Cell of the RFM Map"
    _order = "company_id, recency desc, value desc"
    _rec_name = "segment"

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    recency = fields.Integer(required=True, help="1 for long ago to 5 for lately.")
    value = fields.Integer(
        "Frequency and Monetary Value",
        required=True,
        help="Mean of the two, 1 for least to 5 for most.",
    )
    segment = fields.Selection(RFM_SEGMENTS, "RFM Segment", required=True)

    _cell_uniq = models.UniqueIndex(
        "(company_id, recency, value)", "This cell of the RFM map is listed already."
    )

    @api.constrains("recency", "value")
    def _check_on_the_map(self):
        for cell in self:
            if not (1 <= cell.recency <= 5 and 1 <= cell.value <= 5):
                raise ValidationError(
                    self.env._("RFM map: recency and value go from 1 to 5.")
                )

    @api.model
    def _as_array(self, company):
        """SQL of the 25 segments of a company, by recency, then by value."""
        segments = [segment for row in RFM_MAP for segment in row]
        for cell in self.sudo().search([("company_id", "=", company.id)]):
            segments[5 * (cell.recency - 1) + cell.value - 1] = cell.segment
        return SQL("%s::text[]", segments)
