from odoo import http
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from ..tools.rate_limit import RateLimit

# Nobody reads and answers one page more often; a script that tries links does.
LIMIT = RateLimit(calls=40, seconds=60)
# The page is for one person: no search engine, no cache, no address in a referrer.
HEADERS = {
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Cache-Control": "no-store, private",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
}
STATUS = {"unknown": 404, "expired": 410, "used": 200, "often": 429}


class CustomerCheck(CustomerPortal):
    """The page on which a customer says whether our data is still right."""

    @http.route(
        "/my/customer-check/<string:token>",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def customer_check(self, token, **form):
        if not LIMIT.allows(request.httprequest.remote_addr):
            return self._render_closed("often")
        check, problem = request.env["customer.self.check"]._find_by_token(token)
        if check:
            self._speak_like(check.partner_id)
            check = check.with_context(lang=request.env.lang)
        if problem:
            return self._render_closed(problem, check.company_id)
        if request.httprequest.method == "POST":
            return self._take(check, check.partner_id, form)
        return self._render_form(check, check.partner_id, form={})

    @http.route(
        "/my/customer-data",
        type="http",
        auth="user",
        methods=["GET", "POST"],
        sitemap=False,
    )
    def customer_data(self, **form):
        """The same page for a customer who has logged in; nothing is hidden there."""
        partner = request.env.user.partner_id.sudo()
        check = request.env["customer.self.check"].sudo()
        if not partner.commercial_partner_id.customer_rank:
            return request.redirect("/my")
        if not LIMIT.allows(f"user {request.env.uid}"):
            return self._render_closed("often")
        if request.httprequest.method == "POST":
            return self._take(check, partner, form)
        return self._render_form(check, partner, form={})

    def _speak_like(self, partner):
        """Answer in the language of the customer, where it is installed."""
        installed = dict(request.env["res.lang"].get_installed())
        if partner.lang in installed:
            request.update_context(lang=partner.lang)

    def _take(self, check, partner, form):
        values, errors = check._read_answer(partner, form)
        note = str(form.get("note") or "")
        nothing = not values and not note.strip() and form.get("answer") != "right"
        if errors or nothing:
            return self._render_form(check, partner, form, errors, nothing)
        company = check.company_id or request.env.company
        if check:
            taken = check._answer(values, note)
        else:
            check._take_answer(partner, company, values, note)
            taken = True
        if not taken:
            return self._render_closed("used", company)
        return self._render(
            "customer_info_mgmt.customer_check_thanks",
            {"corrected": bool(values or note.strip()), "company": company},
        )

    def _render_form(self, check, partner, form, errors=None, nothing=False):
        return self._render(
            "customer_info_mgmt.customer_check_form",
            {
                "company": check.company_id or request.env.company,
                "partner": partner,
                "rows": check._get_rows(partner, masked=bool(check)),
                "form": form,
                "errors": errors or {},
                "masked": bool(check),
                "nothing": nothing and not errors,
            },
            status=422 if errors else 200,
        )

    def _render_closed(self, problem, company=None):
        return self._render(
            "customer_info_mgmt.customer_check_closed",
            {"problem": problem, "company": company or request.env.company.sudo()},
            status=STATUS[problem],
        )

    def _render(self, template, values, status=200):
        values = dict(values, no_footer=True, page_name="customer_check")
        return request.render(template, values, headers=HEADERS, status=status)
