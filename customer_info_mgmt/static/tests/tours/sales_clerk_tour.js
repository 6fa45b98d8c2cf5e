import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

import { roleSteps } from "./role_steps";

registry.category("web_tour.tours").add("customer_info_mgmt_sales_clerk", {
    url: "/odoo",
    steps: () => [
        ...roleSteps.openCustomers(),
        {
            content: "Type the last four digits of a phone.",
            trigger: ".o_searchview_input",
            run: "edit 4321",
        },
        {
            content: "Search customers for them.",
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Customer)",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Other Trading)))",
        },
        ...roleSteps.openCustomer("Mei Trading"),
        {
            content: "The header tells what the customer brought in 12 months.",
            trigger: ".o_customer_header [name='customer_revenue_12m']:contains(450)",
        },
        ...roleSteps.choose("category_id", "VIP"),
        ...roleSteps.openPage("customer_preferences"),
        {
            content: "Add a preference.",
            trigger: ".o_field_widget[name='preference_ids'] .o_field_x2many_list_row_add a",
            run: "click",
        },
        ...roleSteps.choose("type_id", "Colour", ".o_field_widget[name='preference_ids'] .o_selected_row"),
        {
            trigger: ".o_field_widget[name='preference_ids'] .o_selected_row [name='value'] input",
            run: "edit Jade green",
        },
        ...stepUtils.saveForm(),
        ...roleSteps.openPage("customer_feedback"),
        {
            content: "Record a complaint.",
            trigger: "button[name='action_record_feedback']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='title'] textarea, .o_field_widget[name='title'] input",
            run: "edit Two boxes arrived torn",
        },
        ...roleSteps.choose("picking_id", "OUT"),
        {
            content: "The order of the delivery is filled in.",
            trigger: ".o_field_widget[name='order_id'] input:value(S)",
        },
        ...stepUtils.saveForm(),
        {
            content: "Open the contribution report.",
            trigger:
                "button[data-menu-xmlid='customer_info_mgmt.customer_info_mgmt_menu_reporting']",
            run: "click",
        },
        {
            trigger:
                ".o-dropdown-item[data-menu-xmlid='customer_info_mgmt.customer_contribution_report_menu']",
            run: "click",
        },
        {
            trigger: ".o_pivot td.o_pivot_cell_value, .o_pivot .o_pivot_cell_value",
        },
        {
            content: "The own customer stands in the report.",
            trigger: ".o_pivot th:contains(Mei Trading)",
        },
        roleSteps.mustNotSee("button[data-menu-xmlid='customer_info_mgmt.customer_info_mgmt_menu_credit']", ".o_pivot"),
    ],
});
