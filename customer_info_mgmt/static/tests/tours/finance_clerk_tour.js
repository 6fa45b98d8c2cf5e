import { registry } from "@web/core/registry";

import { roleSteps } from "./role_steps";

registry.category("web_tour.tours").add("customer_info_mgmt_finance_clerk", {
    url: "/odoo",
    steps: () => [
        ...roleSteps.openCustomers(),
        ...roleSteps.openCustomer("Mei Trading"),
        {
            content: "The open balance is there.",
            trigger: ".o_customer_header [name='customer_balance']:contains(500)",
        },
        roleSteps.mustNotSee("button[name='action_record_feedback']"),
        ...roleSteps.openPage("customer_credit"),
        {
            content: "Change the grade.",
            trigger: ".o_form_view button.btn-link:contains(Change)",
            run: "click",
        },
        ...roleSteps.choose("grade_id", "B", ".modal"),
        {
            trigger: ".modal .o_field_widget[name='reason'] textarea",
            run: "edit Paid on time for two years",
        },
        {
            trigger: ".modal button[name='action_apply']",
            run: "click",
        },
        {
            content: "The change is dated, with its reason.",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_data_row:contains(Paid on time for two years)",
        },
    ],
});
