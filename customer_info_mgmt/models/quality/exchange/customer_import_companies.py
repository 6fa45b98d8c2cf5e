from odoo import models
from odoo.tools import SQL

from .import_matcher import CustomerMatcher


class CustomerImport(models.Model):
    """Companies that contacts of a file belong to, and that nobody has."""

    _inherit = "customer.import"

    def _promise_companies(self):
        """Let the commit create the companies of contacts that are new."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE customer_import_row
                   SET vals = vals || jsonb_build_object('_company', parent_text),
                       reason = concat_ws(' ', reason,
                                          replace(%(words)s, '$', parent_text))
                 WHERE import_id = %(id)s AND parent_text IS NOT NULL
                   AND parent_row IS NULL AND action IN ('new', 'duplicate')
                """,
                words=self.env._("The company “%s” is created with it.", "$"),
                id=self.id,
            )
        )

    def _create_companies(self, rows):
        """Create the companies that these rows bring along; each of them once.

        A row that fails afterwards leaves its company behind, as do tags and groups.
        """
        wanted = {}
        for row in rows:
            if text := row["vals"].get("_company"):
                wanted.setdefault(text, []).append(row)
        if not wanted:
            return
        found = CustomerMatcher(self)._companies(list(wanted))
        for text, some in wanted.items():
            ids = found.get(text)
            if not ids:
                vals = {"name": text, "is_company": True}
                self._add_defaults(vals)
                ids = self.env["res.partner"].create(vals).ids
                # The row that is taken back last takes it away.
                some[0]["extra"] = ids
            for row in some:
                row["vals"]["parent_id"] = ids[0]
