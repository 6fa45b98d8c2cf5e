"""Who a customer is by its behaviour: rhythm, RFM, stage of life, risk, potential."""

from . import customer_profile
