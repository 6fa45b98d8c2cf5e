import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { roleSteps } from "./role_steps";

registry.category("web_tour.tours").add("customer_info_mgmt_warehouse_clerk", {
    url: "/odoo",
    steps: () => [
        ...roleSteps.openCustomers(),
        roleSteps.mustNotSee("th[data-name='customer_revenue_12m']", ".o_list_view"),
        roleSteps.mustNotSee("th[data-name='customer_credit_grade_id']", ".o_list_view"),
        roleSteps.mustNotSee(
            "button[data-menu-xmlid='customer_info_mgmt.customer_info_mgmt_menu_reporting']",
            ".o_list_view"
        ),
        ...roleSteps.openCustomer("Mei Trading"),
        roleSteps.mustNotSee("[name='customer_revenue_12m']"),
        roleSteps.mustNotSee("[name='customer_credit_grade_id']"),
        roleSteps.mustNotSee("a.nav-link[name='customer_value']"),
        roleSteps.mustNotSee("a.nav-link[name='customer_credit']"),
        ...roleSteps.openPage("customer_preferences"),
        {
            content: "What matters for a delivery is there.",
            trigger: ".o_field_widget[name='preference_ids'] .o_data_row:contains(Pallets)",
        },
        {
            content: "What does not is not.",
            trigger:
                ".o_field_widget[name='preference_ids']:not(:has(.o_data_row:contains(Crimson)))",
        },
        ...roleSteps.openPage("customer_feedback"),
        {
            trigger: "button[name='action_record_feedback']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='title'] textarea, .o_field_widget[name='title'] input",
            run: "edit Driver waited an hour",
        },
        ...roleSteps.choose("picking_id", "OUT"),
        ...stepUtils.saveForm(),
        { trigger: ".o_form_view .o_field_widget[name='name']:contains(FB)" },
    ],
});
