import { registry } from "@web/core/registry";

import { roleSteps } from "./role_steps";

registry.category("web_tour.tours").add("customer_info_mgmt_manager", {
    url: "/odoo",
    steps: () => [
        ...roleSteps.openCustomers(),
        {
            trigger:
                "button[data-menu-xmlid='customer_info_mgmt.customer_info_mgmt_menu_reporting']",
            run: "click",
        },
        {
            content: "Open the ranking.",
            trigger:
                ".o-dropdown-item[data-menu-xmlid='customer_info_mgmt.customer_ranking_menu']",
            run: "click",
        },
        { trigger: "canvas" },
        {
            content: "The largest customer comes first.",
            trigger: "tbody tr:first:contains(Mei Trading), .o_data_row:first:contains(Mei Trading)",
        },
    ],
});
