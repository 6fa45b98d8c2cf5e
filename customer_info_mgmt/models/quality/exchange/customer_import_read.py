import base64

from odoo import api, fields, models
from odoo.exceptions import UserError

from ....tools.headings import fold_heading
from ....tools.sheet_reader import Limits, Sheet, SheetError, cell_text
from . import columns as catalogue
from .refusals import REFUSAL_WORDS

SAMPLES = 3


class CustomerImport(models.Model):
    """The file of an import, and what its columns mean."""

    _inherit = "customer.import"

    # === The file === #

    def _limits(self):
        """Return how much is read at most; the system parameters may say otherwise."""
        parameters = self.env["ir.config_parameter"].sudo()

        def number(name, default):
            value = parameters.get_param(f"customer_info_mgmt.import_{name}")
            return int(value) if str(value or "").isdigit() and int(value) else default

        usual = Limits()
        return Limits(
            file_bytes=number("megabytes", usual.file_bytes >> 20) << 20,
            rows=number("rows", usual.rows),
            columns=number("columns", usual.columns),
        )

    def _open_sheet(self):
        """Return the file as a ``Sheet``.

        :raise UserError: naming the file, what is the matter and the way out
        """
        self.ensure_one()
        content = self.with_context(bin_size=False).file
        if not content:
            raise UserError(self.env._("Choose a file first."))
        try:
            return Sheet(base64.b64decode(content), self._limits())
        except SheetError as error:
            raise self._sheet_error(error) from error

    def _sheet_error(self, error):
        words = self.env._(REFUSAL_WORDS[error.code])
        return UserError(
            self.env._(
                "%(file)s cannot be imported. %(reason)s",
                file=self.file_name or self.env._("The file"),
                reason=words % error.values,
            )
        )

    def action_read_file(self):
        """Look into the file and find out what its columns mean."""
        self._check_steward()
        sheet = self._open_sheet()
        samples, count = [], 0
        try:
            for _number, cells in sheet.rows():
                count += 1
                if len(samples) < SAMPLES:
                    samples.append(cells)
        except SheetError as error:
            raise self._sheet_error(error) from error
        if not count:
            raise self._sheet_error(SheetError("no_rows"))
        self.column_ids.unlink()
        self.row_ids.sudo().unlink()
        self._set(
            state="columns",
            row_count=count,
            message=False,
            file_info=self._file_words(sheet),
        )
        self.column_ids = [
            fields.Command.create(vals)
            for vals in self._prepare_columns(sheet.headings, samples)
        ]
        self._apply_profile(self.profile_id or self._fitting_profile(sheet.headings))
        return True

    def _file_words(self, sheet):
        words = [sheet.kind]
        if sheet.kind == "csv":
            words.append(sheet.encoding.upper().replace("-SIG", ""))
        if sheet.formulas:
            words.append(
                self.env._(
                    "%s cells with formulas: their last results are read",
                    len(sheet.formulas),
                )
            )
        return " · ".join(words)

    def _catalogue(self):
        """Return the columns that a file of this kind may have."""
        return getattr(self, f"_catalogue_{self.kind}")()

    def _catalogue_customers(self):
        return catalogue.customer_columns(self.env)

    @api.model
    def _catalogues(self):
        """Return the columns of every kind of file; rooms add theirs."""
        return {
            "customers": catalogue.CUSTOMER_COLUMNS,
            "notes": self._catalogue_notes(),
        }

    def _prepare_columns(self, headings, samples):
        index = catalogue.heading_index(self.env, self._catalogue())
        taken = set()
        for place, heading in enumerate(headings):
            found = index.get(fold_heading(heading)) if heading else None
            key = found.key if found and found.key not in taken else False
            taken.add(key)
            texts = [cell_text(row[place]).strip()[:60] for row in samples]
            yield {
                "place": place,
                "heading": heading or self.env._("(no heading)"),
                "sample": " | ".join(text for text in texts if text)[:180],
                "key": self._prefixed(key),
            }

    def _prefixed(self, key):
        """Return a key as the mapping stores it: those of other kinds are prefixed."""
        return key if self.kind == "customers" or not key else f"{self.kind}.{key}"

    def _fitting_profile(self, headings):
        """Return the saved profile that knows most of these headings."""
        folded = {fold_heading(heading) for heading in headings if heading}
        profiles = self.env["customer.import.profile"].search(
            [("kind", "=", self.kind)]
        )
        fitting = [
            profile
            for profile in profiles
            if (known := profile._known_headings()) and known <= folded
        ]
        return max(
            fitting,
            key=lambda profile: len(profile._known_headings()),
            default=profiles.browse(),
        )

    def _apply_profile(self, profile):
        if profile:
            self.profile_id = profile
            profile._apply(self)

    def action_apply_profile(self):
        """Map the columns as the chosen profile says."""
        self._check_steward()
        self._apply_profile(self.profile_id)
        return True

    def action_save_profile(self):
        """Keep this mapping and these choices for the next file of the kind."""
        self._check_steward()
        self.profile_id = self.env["customer.import.profile"]._save(self)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Saved as “%s”. The next file with these headings is mapped the "
                    "same way.",
                    self.profile_id.name,
                ),
            },
        }
