from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ....models.analytics.prediction import customer_profile_scoring
from .common import TODAY, PredictionCommon


@tagged("post_install", "-at_install", "customer_info_mgmt")
class TestFit(PredictionCommon):
    """F06: what a fit keeps, when one is made, and what it says of itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows, cls.data = cls._create_past(300)

    def test_everything_is_kept(self):
        fit = self._fit()
        self.assertEqual(fit.customer_count, 300)
        self.assertEqual(fit.repeat_count, int((self.data["x"] > 0).sum()))
        self.assertLess(fit.log_likelihood, 0)
        self.assertGreaterEqual(fit.log_likelihood, fit.other_log_likelihood)
        self.assertGreater(fit.seconds, 0)
        self.assertEqual(len(fit.order_covariance), 4)
        self.assertEqual(len(fit.value_covariance), 3)
        for name in ("order_r", "order_alpha", "order_a", "order_b", "value_p",
                     "value_q", "value_v"):  # fmt: skip
            self.assertGreater(fit[name], 0)
            self.assertGreater(fit[f"{name}_error"], 0)
        self.assertIn("300 customers", fit.summary)
        self.assertIn("Tested on the quarter", fit.summary)

    def test_models_come_back_as_they_were_stored(self):
        orders, worth = self._fit()._models()
        self.assertEqual(orders.log_covariance.shape, (4, 4))
        self.assertEqual(worth.values.shape, (3,))

    def test_weekly(self):
        """F06: the job fits who was not fitted for a week, and nobody else."""
        self.assertIn(self.company, self.fits._due_companies())
        self._run_job()
        fit = self.fits._in_use(self.company, TODAY)
        self.assertEqual(fit.state, "ok")
        self.assertNotIn(self.company, self.fits._due_companies())
        self._run_job()
        mine = [("company_id", "=", self.company.id)]
        self.assertEqual(self.fits.search(mine), fit)
        fit.date = TODAY - timedelta(days=7)
        self._run_job()
        self.assertEqual(self.fits.search_count(mine), 2)

    def test_large_company_is_tested_by_the_job(self):
        """F06: a refresh does not wait for the test of very many customers."""
        self.patch(customer_profile_scoring, "TESTED_AT_ONCE", 299)
        self._predict()
        fit = self.fits._in_use(self.company, TODAY)
        self.assertIn("Not tested", fit.summary)
        self.assertIn(self.company, self.fits._due_companies())
        self._run_job()
        again = self.fits.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(again), 1)
        self.assertTrue(again.test_date)

    def _run_job(self):
        job = self.env.ref("customer_info_mgmt.ir_cron_fit_purchase_model")
        with self.enter_registry_test_mode():
            job.method_direct_trigger()
        self.env.invalidate_all()

    def test_on_demand(self):
        action = self.fits.with_company(self.company).action_fit()
        fit = self.fits.browse(action["res_id"])
        self.assertEqual((fit.date, fit.state), (TODAY, "ok"))
        self.assertEqual(self.rows[0].prediction_basis, "model")

    def test_no_clear_result(self):
        fit = self._fit()
        fit.state = "not_converged"
        self._predict()
        self.assertEqual(self.rows[0].prediction_basis, "mean")
        self.assertIn("fit none of the models", fit.summary)

    def test_amounts_that_fit_no_model(self):
        """All orders are worth next to nothing: orders are predicted all the same."""
        self.rows.write({"revenue": 50})
        fit = self._fit()
        self.assertEqual((fit.state, fit.value_q), ("ok", 0))
        self.assertIn("The amounts fit no model", fit.summary)
        self._predict()
        self.assertGreater(sum(self.rows.mapped("expected_orders_12m")), 10)

    def test_no_day(self):
        for day in ("yesterday", "0017-01-01", 5):
            with self.assertRaises(UserError):
                self.fits.fit(day)
