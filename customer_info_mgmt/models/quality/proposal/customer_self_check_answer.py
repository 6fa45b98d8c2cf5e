from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ....tools.masks import mask_email, mask_phone, mask_text

MASKS = {"phone": mask_phone, "email": mask_email}
# Who can be told by these is known by them: the town is no secret, the street is.
PLAIN = ("city",)
MAX_NOTE = 1000


class CustomerSelfCheck(models.Model):
    """What the page shows to the customer, and what an answer does."""

    _inherit = "customer.self.check"

    @api.model
    def _get_rows(self, partner, masked=True):
        """Return what we have about a partner, for the page.

        :param partner: in superuser mode
        :param masked: hide most of it: a mail with a link may have been passed on
        :return: list of dicts with ``name``, ``label``, ``value`` and ``kind``
        """
        values = self.env["customer.change.value"]
        rows = []
        for fname in self.env["customer.change.field"]._names("in_self_check"):
            if fname == "main_contact_id" and not partner.is_company:
                continue
            text = values._text(fname, values._live_raw(partner, fname))
            if masked and fname not in PLAIN:
                text = MASKS.get(fname, mask_text)(text)
            kind = {"phone": "tel", "email": "email"}.get(fname, "text")
            rows.append(
                {
                    "name": fname,
                    "label": self._page_label(fname),
                    "value": text,
                    "kind": kind,
                }
            )
        return rows

    @api.model
    def _page_label(self, fname):
        """The words of the customer, not those of our screens."""
        labels = {
            "name": self.env._("Name"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail"),
            "street": self.env._("Street"),
            "street2": self.env._("Building, floor"),
            "city": self.env._("City"),
            "zip": self.env._("Postal code"),
        }
        return labels.get(fname) or self.env["customer.change.value"]._label(fname)

    @api.model
    def _read_answer(self, partner, form):
        """Return what a customer corrected, and what cannot be right in it.

        :param form: what came from the page: ``new_<field>`` and ``gone_<field>``
        :return: ``(values, errors)``, both by field name
        """
        reader = self.env["customer.change.value"]
        found, errors = {}, {}
        for row in self._get_rows(partner):
            fname = row["name"]
            typed = str(form.get(f"new_{fname}") or "").strip()
            gone = bool(form.get(f"gone_{fname}")) and fname != "name"
            if not typed and not gone:
                continue
            try:
                reader._read_proposed(partner, fname, typed or False)
                found[fname] = typed or False
            except ValidationError as error:
                errors[fname] = str(error).rpartition("\n")[2]
        return found, errors

    def _answer(self, values, note=""):
        """Take the answer of the customer; the link is used up by it.

        :param values: what was corrected; nothing says that all is right
        :return: whether it was taken: not when another answer came first
        """
        self.ensure_one()
        if not self.try_lock_for_update():
            return False
        self.invalidate_recordset(["state"])
        if self._find_problem():
            return False
        request = self._take_answer(self.partner_id, self.company_id, values, note)
        self.write(
            {
                "state": "corrected" if request else "right",
                "answered_on": fields.Datetime.now(),
                "request_id": request.id,
            }
        )
        return True

    @api.model
    def _take_answer(self, partner, company, values, note=""):
        """Turn what a customer said into a proposal, or note that all is right.

        :param partner: in superuser mode
        :return: the proposal; empty where all was right
        """
        requests = self.env["customer.change.request"].with_company(company)
        request = requests._propose(
            partner, values, source="customer", note=(note or "").strip()[:MAX_NOTE]
        )
        if not values and (note or "").strip():
            request = self._take_note(partner, company, note)
        elif not values:
            self._note_right(partner, company)
        return request

    @api.model
    def _take_note(self, partner, company, note):
        """A remark without a correction: somebody has to read it."""
        requests = self.env["customer.change.request"].sudo().with_company(company)
        request = requests.with_context(mail_create_nosubscribe=True).create(
            {
                "partner_id": partner.id,
                "company_id": company.id,
                "source": "customer",
                "proposer_name": partner.display_name,
                "note": note.strip()[:MAX_NOTE],
            }
        )
        request._after_proposal()
        return request

    @api.model
    def _note_right(self, partner, company):
        """Set when and how the file was verified, and say so on the customer."""
        customer = partner.commercial_partner_id
        profiles = self.env["customer.profile"].sudo()
        profiles._ensure_rows(customer)
        profile = profiles.search(
            [("partner_id", "=", customer.id), ("company_id", "=", company.id)]
        )
        profile.write(
            {
                "verified_date": fields.Date.context_today(self),
                "verified_how": "customer",
            }
        )
        partner._verify_by_customer(("phone", "email"))
        partner.sudo().message_post(
            body=self.env._("The customer looked at our data and found it right."),
            author_id=partner.id,
        )
