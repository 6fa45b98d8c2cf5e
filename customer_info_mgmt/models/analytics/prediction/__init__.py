"""What a customer will buy: models of purchase, their fits and how right they were."""

from . import customer_prediction_fit
from . import customer_prediction_fit_sentences
from . import customer_profile
from . import customer_profile_scoring
from . import customer_settings
from . import res_partner
