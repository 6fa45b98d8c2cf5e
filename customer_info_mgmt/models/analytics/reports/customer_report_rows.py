from itertools import count

from odoo import api, models
from odoo.tools import SQL

from ....tools.spreadsheet import TEXT, Column

# Rows in memory at a time, however many there are.
BATCH = 2000
_NUMBERS = count(1)


class CustomerReport(models.TransientModel):
    """Rows of customers read by SQL, a page at a time, with the rights of the user."""

    _inherit = "customer.report"

    @api.model
    def _stream(self, statement, batch=BATCH):
        """Yield the rows of a statement as dicts; memory does not grow with them.

        The cursor is one of the database. It ends with the transaction at the latest.
        """
        self.env.flush_all()
        execute = self.env.cr.execute
        name = SQL.identifier(f"customer_report_{next(_NUMBERS)}")
        execute(SQL("DECLARE %s NO SCROLL CURSOR FOR %s", name, statement))
        try:
            while True:
                execute(SQL("FETCH FORWARD %s FROM %s", batch, name))
                rows = self.env.cr.dictfetchall()
                yield from rows
                if len(rows) < batch:
                    break
        except GeneratorExit:
            execute(SQL("CLOSE %s", name))
            raise
        execute(SQL("CLOSE %s", name))

    def _customer_statement(self, columns, domain, order):
        """SQL of the profiles of a domain that the user may read, with their names.

        :param columns: ``{name: SQL}`` over ``profile`` and ``customer``
        :param order: SQL to sort by
        """
        query = self.env["customer.profile"]._search(domain)
        return SQL(
            """
            SELECT %(names)s, %(columns)s
              FROM customer_profile profile
              %(joins)s
             WHERE profile.id IN %(readable)s
          ORDER BY %(order)s
            """,
            names=self._names_sql(),
            columns=self._columns_sql(columns),
            joins=self._names_joins(SQL("profile.partner_id")),
            readable=query.subselect(),
            order=order,
        )

    @api.model
    def _columns_sql(self, columns):
        return SQL(", ").join(
            SQL("%s AS %s", value, SQL.identifier(name))
            for name, value in columns.items()
        )

    @api.model
    def _names_sql(self):
        """Columns that say who a customer is; whoever reads the figure reads the name.

        The name of a group is in the language of the reader.
        """
        group = self.env["customer.group"]._field_to_sql("groups", "name")
        return SQL(
            """
            customer.complete_name AS customer, customer.ref AS code,
            owner_partner.name AS owner, %s AS customer_group
            """,
            group,
        )

    @api.model
    def _names_joins(self, partner):
        return SQL(
            """
              JOIN res_partner customer ON customer.id = %s
         LEFT JOIN res_users owner ON owner.id = customer.user_id
         LEFT JOIN res_partner owner_partner ON owner_partner.id = owner.partner_id
         LEFT JOIN customer_group groups ON groups.id = customer.customer_group_id
            """,
            partner,
        )

    @api.model
    def _names_columns(self):
        return [
            Column(self.env._("Customer"), TEXT, 36),
            Column(self.env._("Code"), TEXT, 12),
            Column(self.env._("Owner"), TEXT, 18),
            Column(self.env._("Group"), TEXT, 18),
        ]

    @api.model
    def _names_cells(self, row):
        return [row["customer"], row["code"], row["owner"], row["customer_group"]]

    @api.model
    def _labels(self, fname):
        """``{value: label}`` of a selection of the profile, as the reader knows it."""
        profile_field = self.env["customer.profile"]._fields[fname]
        return dict(profile_field._description_selection(self.env))
