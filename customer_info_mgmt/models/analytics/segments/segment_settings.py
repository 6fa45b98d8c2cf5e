"""The settings of rhythm, scores, stages and risk: what they are called, what holds.

They are fields of the company, of these names. Days, months and factors are limits that
must be passed: the day on the limit itself still belongs to the better side.
"""

# name -> (what holds where nobody chose, lowest, highest)
SETTINGS = {
    # Scores go from 1 to this number.
    "customer_rfm_classes": (5, 3, 10),
    # Orders and revenue of this many months count for the scores; 0 for all.
    "customer_rfm_months": (0, 0, 120),
    # A first order makes a new customer for this many days.
    "customer_new_days": (90, 1, 3650),
    # A rhythm shorter than this counts as this: a weekend is no silence.
    "customer_least_rhythm": (7, 1, 365),
    # Silence, in rhythms of the customer, and in days for those without one.
    "customer_at_risk_factor": (1.5, 1.0, 100.0),
    "customer_dormant_factor": (3.0, 1.0, 100.0),
    "customer_lost_factor": (6.0, 1.0, 100.0),
    "customer_at_risk_days": (90, 1, 3650),
    "customer_dormant_days": (180, 1, 3650),
    "customer_lost_days": (365, 1, 3650),
    "customer_churn_medium_factor": (1.25, 1.0, 100.0),
    "customer_churn_high_factor": (2.0, 1.0, 100.0),
    # Revenue of a year under that of the year before, in percent: a sign of leaving.
    "customer_falling_percent": (30, 1, 100),
    # And over it: a sign of more to come.
    "customer_growth_percent": (25, 1, 1000),
}
# Own borders between the classes, as text "30, 90, 180, 365"; empty for ranks.
RECENCY_CUTS = "customer_rfm_recency_cuts"
FREQUENCY_CUTS = "customer_rfm_frequency_cuts"
MONETARY_CUTS = "customer_rfm_monetary_cuts"
CUTS = (RECENCY_CUTS, FREQUENCY_CUTS, MONETARY_CUTS)
# Each must be larger than the one before it.
ASCENDING = (
    ("customer_at_risk_factor", "customer_dormant_factor", "customer_lost_factor"),
    ("customer_at_risk_days", "customer_dormant_days", "customer_lost_days"),
    ("customer_churn_medium_factor", "customer_churn_high_factor"),
)


def read_cuts(text, whole=True):
    """Return the ascending numbers of a text such as ``30, 90, 180``.

    :param text: numbers divided by commas (Chinese ones too), semicolons or spaces
    :param whole: whether they must be whole numbers
    :raise ValueError: for what is no row of positive, ascending numbers
    """
    words = (text or "").replace("，", " ").replace("；", " ").replace("、", " ")
    words = words.replace(",", " ").replace(";", " ").split()
    numbers = [int(word) if whole else float(word) for word in words]
    finite = all(0 < number < 1e15 for number in numbers)
    if not finite or sorted(set(numbers)) != numbers:
        raise ValueError(text)
    return numbers
