"""The words in which the room speaks of a customer's behaviour."""

from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# After the segments that direct marketing derives from recency, frequency and monetary
# value (A. M. Hughes, "Strategic Database Marketing", 1994, and its common elaboration).
RFM_SEGMENTS = [
    ("champion", _lt("Champion")),
    ("loyal", _lt("Loyal")),
    ("potential_loyal", _lt("Potential Loyal")),
    ("new", _lt("New")),
    ("promising", _lt("Promising")),
    ("need_attention", _lt("Needs Attention")),
    ("about_to_sleep", _lt("About to Sleep")),
    ("at_risk", _lt("At Risk")),
    ("cannot_lose", _lt("Cannot Lose")),
    ("hibernating", _lt("Hibernating")),
    ("lost", _lt("Lost")),
]
LIFECYCLES = [
    ("prospect", _lt("Prospect")),
    ("new", _lt("New")),
    ("active", _lt("Active")),
    ("at_risk", _lt("At Risk")),
    ("dormant", _lt("Dormant")),
    ("lost", _lt("Lost")),
]
CHURN_RISKS = [
    ("low", _lt("Low")),
    ("medium", _lt("Medium")),
    ("high", _lt("High")),
    ("unknown", _lt("Unknown")),
]
