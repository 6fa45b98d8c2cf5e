from odoo import fields, models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    affinity_date = fields.Datetime(
        "Products Compared On",
        readonly=True,
        copy=False,
        help="When it was last found out what is bought together.",
    )

    def _note_affinity(self):
        """Note that the products of these companies have just been compared.

        By SQL: a write through the ORM would empty caches that have nothing to do
        with it.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE res_company SET affinity_date = %s WHERE id = ANY(%s)",
                self.env.cr.now().replace(microsecond=0),
                self.ids,
            )
        )
        self.invalidate_recordset(["affinity_date"])
