"""What the check report counts, said once: as a domain on ``customer.profile``.

The live figures, the daily snapshots and the list behind each number all use it.
"""

from odoo.fields import Domain
from odoo.tools import SQL

KINDS = ("invalid", "missing", "duplicate", "stale", "inconsistent")
# Counted, but no tile of its own: what lowers the consistency of the files.
CONFLICTING = "conflicting"
COUNTS = (*KINDS, CONFLICTING)
MEASURES = ("accuracy", "completeness", "consistency", "timeliness")


def finding_domain(kind, today):
    """Return the domain of the profiles that have a finding.

    :param kind: one of ``COUNTS``
    :param today: day by which files are due for a check
    """
    duplicate = Domain("has_duplicate", "=", True)
    inconsistent = Domain("contradictions", "!=", False)
    return {
        "invalid": Domain("has_invalid", "=", True),
        "missing": Domain("missing_required", ">", 0),
        "duplicate": duplicate,
        "stale": Domain("stale_date", "<=", today),
        "inconsistent": inconsistent,
        CONFLICTING: duplicate | inconsistent,
    }[kind]


def count_columns(profiles, alias, query, today):
    """SQL of the figures over the profiles at ``alias``: columns of one SELECT.

    :return: ``customers``, each of ``COUNTS`` and ``completeness_sum``, in this order
    """
    columns = [SQL("COUNT(*) AS customers")]
    for kind in COUNTS:
        domain = finding_domain(kind, today).optimize_full(profiles)
        condition = domain._to_sql(profiles, alias, query)
        columns.append(
            SQL("COUNT(*) FILTER (WHERE %s) AS %s", condition, SQL.identifier(kind))
        )
    completeness = SQL.identifier(alias, "completeness")
    columns.append(SQL("COALESCE(SUM(%s), 0) AS completeness_sum", completeness))
    return columns


def measures_of(figures):
    """Return the four measures, each 0 to 100, of counted figures.

    Accuracy: files without an invalid value. Completeness: average of the files.
    Consistency: files without contradiction and duplicate. Timeliness: files that are
    not due for a check. Without customers nothing is wrong.

    :param figures: dict with ``customers``, the counts and ``completeness_sum``
    """
    total = figures["customers"]
    if not total:
        return dict.fromkeys(MEASURES, 100.0)

    def without(kind):
        return 100.0 * (total - figures[kind]) / total

    return {
        "accuracy": without("invalid"),
        "completeness": float(figures["completeness_sum"]) / total,
        "consistency": without(CONFLICTING),
        "timeliness": without("stale"),
    }
