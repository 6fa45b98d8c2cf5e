from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging two partners keeps what the file knows of both.

    Odoo moves rows by plain updates. Where both partners have a row that may stand only
    once, that update fails, so such rows are put together before.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if partners._sees_own_customers_only():
            partners._ensure_not_of_colleague()
        return super()._merge(partner_ids, dst_partner, extra_checks)

    def _update_foreign_keys(self, src_partners, dst_partner):
        self._merge_customer_aliases(src_partners, dst_partner)
        self.env["customer.profile"].sudo()._merge_rows(src_partners, dst_partner)
        return super()._update_foreign_keys(src_partners, dst_partner)

    def _merge_customer_aliases(self, src_partners, dst_partner):
        """Drop aliases that the winner would have twice; the others move."""
        aliases = self.env["customer.alias"].sudo()
        partners = dst_partner | src_partners
        found = aliases.search([("partner_id", "in", partners.ids)])
        kept, twice = set(), aliases
        for alias in found.sorted(lambda alias: alias.partner_id != dst_partner):
            name = alias.name.lower()
            if name in kept:
                twice |= alias
            kept.add(name)
        twice.unlink()
        self.env.flush_all()

    def _update_values(self, src_partners, dst_partner):
        """Keep what both know, and a birthday whole.

        The core reads every field as the user who merges, and stumbles over one that
        he may not see; nothing may be lost by that either. And it fills each empty
        number by itself: that would make one birthday of a year from here and a day
        from there.
        """
        merge, dst_partner = self.sudo(), dst_partner.sudo()
        src_partners = src_partners.sudo()
        partners = dst_partner | src_partners[::-1]
        known = next((partner for partner in partners if partner.birth_month), None)
        birthday = known and known.birthday
        result = super(BasePartnerMergeAutomaticWizard, merge)._update_values(
            src_partners, dst_partner
        )
        if birthday:
            dst_partner.birthday = birthday
        return result
