"""What is bought together, and what a customer lacks that others like it buy."""

from . import basket_settings
from . import customer_settings
from . import res_company
from . import customer_product_affinity
from . import customer_product_bundle
from . import customer_latent_demand
from . import res_partner
from . import sale_order
