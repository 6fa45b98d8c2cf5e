import psycopg2

from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tools import SQL

from ....tools import birthday as birthdays
from ..trusted import YES, Trusted
from .import_decision import DUPLICATE, ERROR, NEW, SAME, UPDATE
from .import_lineage import ImportLineage
from .import_row import dump, load_notes

# Rows are cleaned and compared already; mail about 100,000 new records helps nobody.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "no_vat_validation": True,
    "customer_quality_skip": YES,
    "customer_duplicates_decided": YES,
    "customer_door": Trusted("import"),
}
# What one row of the batch can do wrong; the others are none the worse for it.
FAULTS = (
    UserError,
    ValidationError,
    AccessError,
    psycopg2.IntegrityError,
    psycopg2.DataError,
    ValueError,
)


class CustomerImport(models.Model):
    """Rows become customers."""

    _inherit = "customer.import"

    def _commit_rows(self, rows):
        """Bring in locked rows, with the rights of the importing user."""
        getattr(self, f"_commit_rows_{self.kind}")(rows)

    def _commit_rows_customers(self, rows):
        self = self.with_context(**QUIET)
        self._create_missing_names(rows)
        self._create_companies(rows)
        parents = self._parent_ids(rows)
        adding = [row for row in rows if row["action"] in (NEW, DUPLICATE)]
        # A contact whose own company waits in the same batch comes after it.
        late = [row for row in adding if parents.get(row["id"], True) is None]
        waiting = {row["id"] for row in late}
        early = [row for row in adding if row["id"] not in waiting]
        self._try(early, lambda some: self._create_rows(some, parents))
        if late:
            parents = self._parent_ids(late)
            self._try(late, lambda some: self._create_rows(some, parents))
        updating = [row for row in rows if row["action"] in (UPDATE, SAME)]
        self._try(updating, self._change_rows)
        self.env.flush_all()

    def _try(self, rows, work):
        """Do it for all rows; where that fails, row by row."""
        if not rows:
            return
        try:
            with self.env.cr.savepoint():
                work(rows)
            return
        except FAULTS as error:
            self.env.invalidate_all()
            if len(rows) == 1:
                self._fail(rows[0], error)
                return
        middle = len(rows) // 2
        self._try(rows[:middle], work)
        self._try(rows[middle:], work)

    def _fail(self, row, error):
        words = str(error).strip().split("\nCONTEXT")[0]
        self._update_rows(
            [
                {
                    "id": row["id"],
                    "action": ERROR,
                    "state": "none",
                    "reason": words[:1000] or type(error).__name__,
                }
            ]
        )

    # === New === #

    def _parent_ids(self, rows):
        """Return ``{id of the row: id of its company}``, None where it is to come."""
        numbers = {row["parent_row"] for row in rows if row["parent_row"]}
        if not numbers:
            return {}
        found = dict(
            self.env.execute_query(
                SQL(
                    "SELECT number, partner_id FROM customer_import_row"
                    " WHERE import_id = %s AND number = ANY(%s)"
                    " AND (state = 'done' OR action = 'same')",
                    self.id,
                    list(numbers),
                )
            )
        )
        return {
            row["id"]: found.get(row["parent_row"]) for row in rows if row["parent_row"]
        }

    def _create_rows(self, rows, parents):
        partners = self.env["res.partner"]
        created = {}
        for has_parent in (False, True):
            some = [
                row
                for row in rows
                if bool(self._parent_of(row, parents) or row["parent_row"])
                == has_parent
            ]
            # Nothing is shared between a record and a company that it does not have.
            alone = partners.with_context(_partners_skip_fields_sync=not has_parent)
            records = alone.create(
                [self._prepare_new(row, parents) for row in some]
            ).with_context(_partners_skip_fields_sync=False)
            created.update(
                (row["id"], record) for row, record in zip(some, records, strict=True)
            )
        made = {
            row["id"]: {"res.partner": [created[row["id"]].id, *row.get("extra", ())]}
            for row in rows
        }
        self._create_contacts(rows, created, made)
        self._add_ways(rows, created)
        self._keep_row_notes(rows, created)
        self._name_externally(rows, created)
        self._note_pairs(rows, created)
        self._note_origins(rows, created)
        self._update_rows(
            [
                {
                    "id": row["id"],
                    "state": "done",
                    "partner_id": created[row["id"]].id,
                    "made": dump(made[row["id"]]),
                }
                for row in rows
            ]
        )

    def _parent_of(self, row, parents):
        if row["parent_row"]:
            return parents.get(row["id"])
        return (row["vals"] or {}).get("parent_id")

    def _prepare_new(self, row, parents):
        """Return the values of a new record."""
        values = row["vals"]
        parent_id = self._parent_of(row, parents)
        if row["parent_row"] and not parent_id:
            raise UserError(
                self.env._("Row %s, its company, was not imported.", row["parent_row"])
            )
        if not values.get("name"):
            values = values["_contact"]
        vals = self._plain_values(values)
        if "is_company" not in vals:
            vals["is_company"] = values.get("_is_company", False)
        if parent_id:
            vals["parent_id"] = parent_id
        else:
            self._add_defaults(vals)
        if aliases := values.get("_aliases"):
            vals["alias_ids"] = [Command.create({"name": name}) for name in aliases]
        return vals

    def _plain_values(self, values):
        """Return the values of fields, as ``create`` and ``write`` take them."""
        vals = {
            name: value for name, value in values.items() if not name.startswith("_")
        }
        if "birthday" in vals:
            # Written as it is stored: its inverse would write each record once more.
            day = birthdays.parse(vals.pop("birthday"), fields.Date.context_today(self))
            vals.update({f"birth_{name}": part for name, part in day._asdict().items()})
        tags = [*vals.pop("category_id", ()), *self._tag_ids(values.get("_tags", ()))]
        if tags:
            vals["category_id"] = [Command.set(tags)]
        if group := values.get("_group"):
            vals["customer_group_id"] = self._group_id(group)
        return vals

    def _add_defaults(self, vals):
        vals["customer_rank"] = 1
        if self.channel_id:
            vals["source_channel_id"] = self.channel_id.id
        if self.default_user_id:
            vals.setdefault("user_id", self.default_user_id.id)
        if self.default_group_id:
            vals.setdefault("customer_group_id", self.default_group_id.id)
        if self.own_company:
            vals["company_id"] = self.company_id.id
        if self.default_category_ids:
            known = vals.get("category_id", [])
            vals["category_id"] = known + [
                Command.link(tag_id) for tag_id in self.default_category_ids.ids
            ]

    def _create_contacts(self, rows, created, made):
        """Create the contact persons that stand in the rows of their companies."""
        wanted = [
            row
            for row in rows
            if row["vals"].get("_contact") and row["vals"].get("name")
        ]
        contacts = self.env["res.partner"].create(
            [
                {**row["vals"]["_contact"], "parent_id": created[row["id"]].id}
                for row in wanted
            ]
        )
        for row, contact in zip(wanted, contacts, strict=True):
            made[row["id"]]["res.partner"].append(contact.id)

    def _add_ways(self, rows, created):
        """Add the further contact points and channel identities of new records."""
        points, identities = [], []
        for row in rows:
            partner = created[row["id"]]
            points += self._prepare_points(partner, row["vals"])
            identities += self._prepare_identity(partner, row["vals"])
        self.env["customer.contact.point"].create(points)
        self.env["customer.identity"].create(identities)

    def _prepare_points(self, partner, values):
        return [
            {
                "partner_id": partner.id,
                "kind": kind,
                "value": value,
                "channel_id": self.channel_id.id,
            }
            for kind, value in (values.get("_points") or {}).items()
        ]

    def _prepare_identity(self, partner, values):
        external_id = values.get("_identity")
        if not external_id:
            return []
        return [
            {
                "partner_id": partner.id,
                "channel_id": self.channel_id.id,
                "external_id": external_id,
            }
        ]

    def _keep_row_notes(self, rows, created):
        notes = {
            created[row["id"]]: load_notes(row["notes"])
            for row in rows
            if row["notes"] and row["id"] in created
        }
        if notes:
            self.env["res.partner"]._keep_notes(notes)

    def _name_externally(self, rows, created):
        data = [
            {
                "xml_id": row["vals"]["_external_id"],
                "record": created[row["id"]],
                "noupdate": True,
            }
            for row in rows
            if row["vals"].get("_external_id")
        ]
        if data:
            self.env["ir.model.data"].sudo()._update_xmlids(data)

    def _note_pairs(self, rows, created):
        """Put likely duplicates that were added all the same on the review list."""
        if self.duplicate_action != "queue":
            return
        pairs = [
            (created[row["id"]].id, *row["vals"]["_pair"])
            for row in rows
            if row["vals"].get("_pair")
        ]
        self.env["customer.duplicate"].sudo()._add_pairs(
            [pair for pair in pairs if pair[1]], "import"
        )

    # === Changes === #

    def _change_rows(self, rows):
        partners = self.env["res.partner"].browse(row["partner_id"] for row in rows)
        gone = set(partners.ids) - set(partners.exists().ids)
        lineage, items = ImportLineage(self), {}
        for row in rows:
            if row["partner_id"] in gone or not row["partner_id"]:
                raise UserError(
                    self.env._("The customer was deleted since the rehearsal.")
                )
            items[row["id"]] = lineage.said_of(
                partners.browse(row["partner_id"]),
                {**row["changes"], **row["changes"].get("_kept", {})},
            )
        lineage.decide(list(items.values()))
        done = [self._change_row(row, items[row["id"]]) for row in rows]
        for item in items.values():
            lineage.set_waiting(item)
        noted = self._note_sources(lineage, items)
        for line in done:
            line["made"] = dump({**line["made"], **noted.get(line["id"], {})})
        self._update_rows(done)

    def _change_row(self, row, item):
        partner = item.partner
        kept = row["changes"].get("_kept", {})
        # Somebody better may have spoken since the rehearsal.
        changes = {
            name: value
            for name, value in row["changes"].items()
            if name not in item.fates or item.fates[name].kind != "offer"
        }
        for name in kept.keys() & set(item.taken):
            item.taken.remove(name)
            del item.fates[name]
        vals = self._plain_values(changes)
        old = self._stored_values(partner, vals)
        made = {}
        partner.write(vals)
        written = {name for name, *_rest in row["notes"] or ()} & vals.keys()
        if written:
            partner._forget_notes(list(written))
            partner._keep_notes({partner: load_notes(row["notes"])})
        if aliases := changes.get("_aliases"):
            created = self.env["customer.alias"].create(
                [{"partner_id": partner.id, "name": name} for name in aliases]
            )
            made["customer.alias"] = created.ids
        points = self.env["customer.contact.point"]
        if wanted := self._prepare_points(partner, changes):
            made[points._name] = points.create(wanted).ids
        identities = self.env["customer.identity"]
        if wanted := self._prepare_identity(partner, changes):
            made[identities._name] = identities.create(wanted).ids
        if contact := changes.get("_contact"):
            self._change_contact(partner, contact, old, made)
        return {"id": row["id"], "state": "done", "old": dump(old), "made": made}

    def _stored_values(self, partner, vals):
        """Return the values that ``vals`` replaces, as Json holds them."""
        rows = partner.read(list(vals), load=None) if vals else [{}]
        return {str(partner.id): {name: rows[0].get(name) for name in vals}}

    def _change_contact(self, partner, contact, old, made):
        child = self._find_contact(partner, contact)
        if child:
            vals = {
                name: value
                for name, value in contact.items()
                if (child[name] or "") != value
            }
            old.update(self._stored_values(child, vals))
            child.write(vals)
        else:
            child = child.create({**contact, "parent_id": partner.id})
            made["res.partner"] = child.ids

    # === Tags and groups that are not there === #

    def _create_missing_names(self, rows):
        """Create the tags and groups that rows of this batch name."""
        for row in rows:
            for values in (row["vals"], row["changes"] or {}):
                self._tag_ids(values.get("_tags", ()))
                if group := values.get("_group"):
                    self._group_id(group)

    def _tag_ids(self, names):
        return [self._named_id("res.partner.category", name) for name in names]

    def _group_id(self, name):
        return self._named_id("customer.group", name)

    def _named_id(self, model, name):
        """Return the record of that name, made where there is none."""
        known = self.env[model].search([("name", "=", name)], limit=1)
        return (known or known.create({"name": name})).id

    # === End === #

    def _finish_commit(self):
        self._set(state="done", done_date=fields.Datetime.now())
        self.env.ref("customer_info_mgmt.ir_cron_scan_duplicates").sudo()._trigger()
