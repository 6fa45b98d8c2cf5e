from odoo import api, models


class CustomerFileRow(models.AbstractModel):
    """Rows of a partner of which there are few, and which are shown together.

    The core asks for their ids first and for the rest in a second query. The partner
    form has several such lists and a budget of queries: so the rest comes at once.
    """

    _name = "customer.file.row"
    _description = "Row of the Customer File"

    @api.model
    @api.private
    @api.readonly
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        if field_names == ["partner_id"]:
            field_names = None
        return super().search_fetch(domain, field_names, offset, limit, order)
