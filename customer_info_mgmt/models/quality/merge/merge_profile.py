"""What the rule of clashing rows is too blunt for: the profile of a customer."""

from odoo.tools import SQL

TABLE = "customer_profile"


def fill_profile_gaps(engine, mapping):
    """Give the profiles that stay what only their doubles have, as a credit grade.

    Figures are counted anew; what somebody decided is not, and must not be lost.

    :param engine: the ``MergeEngine`` that notes the changes
    :param mapping: SQL name of ``(merge_id, src, dst)``: profiles and those that stay
    """
    names = engine.env["customer.profile"]._merge_kept_fields()
    engine.cr.execute(
        SQL(
            """SELECT m.merge_id, to_jsonb(kept), to_jsonb(gone)
                 FROM %(mapping)s m
                 JOIN customer_profile kept ON kept.id = m.dst
                 JOIN customer_profile gone ON gone.id = m.src
                ORDER BY m.src""",
            mapping=mapping,
        )
    )
    cells = {}
    for merge_id, kept, gone in engine.cr.fetchall():
        _merge, row = cells.setdefault(
            kept["id"], (merge_id, {name: (kept[name], kept[name]) for name in names})
        )
        for name, (old, new) in row.items():
            if new is None:
                row[name] = (old, gone[name])
    engine.rewrite(
        TABLE,
        [
            (merge_id, row_id, row)
            for row_id, (merge_id, row) in cells.items()
            if any(old != new for old, new in row.values())
        ],
    )


def take_out_profiles_of_contacts(engine, mapping):
    """A survivor that is the contact of a company has no profile of its own."""
    engine.take_out_rows(
        TABLE,
        SQL(
            """SELECT DISTINCT m.merge_id, profile.id AS src
                 FROM %(mapping)s m
                 JOIN res_partner p ON p.id = m.dst
                 JOIN customer_profile profile ON profile.partner_id = p.id
                WHERE p.commercial_partner_id <> p.id""",
            mapping=mapping,
        ),
    )
