from odoo import models
from odoo.exceptions import UserError

from .customer_merge import STEWARD
from .merge_checks import MergeChecks
from .merge_hooks import HOOKS_ONLY


class ChecksPassed(Exception):
    """Core has accepted a merge and is about to start; carries who goes where."""

    def __init__(self, sources, destination):
        super().__init__()
        self.sources = sources
        self.destination = destination


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Merge the way of this addon: nothing lost, and undoable.

        Core's limits (three records, one e-mail) protect from a merge that cannot be
        taken back; they hold for everybody but stewards.
        """
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) < 2:
            return
        if partners._sees_own_customers_only():
            partners._ensure_not_of_colleague()
        if self.env.user.has_group(STEWARD):
            destination = dst_partner if dst_partner in partners else None
            destination = destination or self._get_ordered_partner(partners.ids)[-1]
        else:
            destination = self._destination_by_core(
                lambda wizard, *args: super()._merge(*args),
                partners,
                dst_partner,
                extra_checks,
            )
        if not self.env.su:
            partners.check_access("write")
        merge = self.env["customer.merge"].sudo()._prepare(partners.ids, destination.id)
        blockers = MergeChecks(self.env, merge._groups()).blockers()
        if blockers:
            raise UserError("\n\n".join(blockers[merge.id]))
        merge._apply()

    def _destination_by_core(self, core_merge, partners, dst_partner, extra_checks):
        """Let core check, and stop it just before it changes anything."""
        checking = self.with_context(customer_merge_checks_only=True)
        try:
            with self.env.cr.savepoint():
                core_merge(checking, partners.ids, dst_partner, extra_checks)
        except ChecksPassed as passed:
            self.env.invalidate_all(flush=False)
            return passed.destination.with_env(self.env)
        return partners.browse()

    def _merge_bank_accounts(self, src_partners, dst_partner):
        # The first step of core's merge after its checks.
        if self.env.context.get("customer_merge_checks_only"):
            raise ChecksPassed(src_partners, dst_partner)
        return super()._merge_bank_accounts(src_partners, dst_partner)

    # Core's part of the steps that other addons override: the engine's, in a merge.

    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        if self.env.context.get(HOOKS_ONLY):
            return None
        return super()._update_foreign_keys_generic(model, src_records, dst_record)

    def _update_reference_fields_generic(
        self,
        referenced_model,
        src_records,
        dst_record,
        additional_update_records=None,
    ):
        if self.env.context.get(HOOKS_ONLY):
            return None
        return super()._update_reference_fields_generic(
            referenced_model, src_records, dst_record, additional_update_records
        )
