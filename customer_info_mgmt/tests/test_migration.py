import importlib.util
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import SQL

from .analytics.common import SalesCommon

FOLDER = Path(__file__).parents[1] / "migrations"


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestMigration(SalesCommon):
    """What an older release left behind becomes what this one expects."""

    def _migrate(self, version, name):
        path = FOLDER / version / f"{name}.py"
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.env.flush_all()
        module.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def _rows(self, partners, columns):
        self.env.flush_all()
        return self.env.execute_query_dict(
            SQL(
                "SELECT %s FROM customer_profile"
                " WHERE partner_id = ANY(%s) ORDER BY id",
                SQL(", ").join(map(SQL.identifier, columns)),
                partners.ids,
            )
        )

    def test_figures_of_profiles_from_before(self):
        """F08, L12: old profiles gain the new figures, and those without sales a 0."""
        buyer = self._create_customer("Buyer of Before")
        prospect = self._create_customer("Prospect of Before")
        self._sell(buyer, price=80)
        self.profiles.refresh()
        columns = sorted(self.profiles._new_row_values())
        figures = sorted({*columns, "rfm_segment", "lifecycle"})
        before = self._rows(buyer | prospect, figures)
        emptied = SQL(", ").join(
            SQL("%s = NULL", SQL.identifier(name)) for name in figures
        )
        self.env.cr.execute(SQL("UPDATE customer_profile SET %s", emptied))
        self._migrate("19.0.1.1.0", "post-figures")
        self.assertEqual(self._rows(buyer | prospect, figures), before)
        self.assertTrue(
            all(row[name] is not None for row in before for name in columns)
        )
