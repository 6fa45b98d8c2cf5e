"""The words in which the room speaks of a customer's behaviour."""

# After the segments that direct marketing derives from recency, frequency and monetary
# value: A. M. Hughes, "Strategic Database Marketing", 1994, and what came of it.
RFM_SEGMENTS = [
    ("champion", "Champion"),
    ("loyal", "Loyal"),
    ("potential_loyal", "Potential Loyal"),
    ("new", "New"),
    ("promising", "Promising"),
    ("need_attention", "Needs Attention"),
    ("about_to_sleep", "About to Sleep"),
    ("at_risk", "At Risk"),
    ("cannot_lose", "Cannot Lose"),
    ("hibernating", "Hibernating"),
    ("lost", "Lost"),
]
LIFECYCLES = [
    ("prospect", "Prospect"),
    ("new", "New"),
    ("active", "Active"),
    ("at_risk", "At Risk"),
    ("dormant", "Dormant"),
    ("lost", "Lost"),
]
CHURN_RISKS = [
    ("low", "Low"),
    ("medium", "Medium"),
    ("high", "High"),
    ("unknown", "Unknown"),
]
# By recency from 1 (long ago) to 5 (lately), then by the mean of frequency and monetary
# value from 1 to 5.
RFM_MAP = (
    ("lost", "lost", "at_risk", "cannot_lose", "cannot_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "at_risk"),
    ("about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
    ("promising", "potential_loyal", "loyal", "loyal", "champion"),
    ("new", "potential_loyal", "potential_loyal", "champion", "champion"),
)
