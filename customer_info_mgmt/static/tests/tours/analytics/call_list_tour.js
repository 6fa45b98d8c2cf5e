import { registry } from "@web/core/registry";

// A sales clerk plans a call from the list, looks at what is due, and makes the quotation.
registry.category("web_tour.tours").add("customer_info_mgmt_call_list", {
    steps: () => [
        {
            content: "the customer is late, and the goods are there",
            trigger: ".o_data_row:contains('Tour Tea House'):contains('5 days late'):contains('on hand: 30')",
        },
        {
            content: "plan the call",
            trigger: ".o_data_row:contains('Tour Tea House') button[name=action_plan_call]",
            run: "click",
        },
        {
            content: "it is planned once",
            trigger: ".o_data_row:contains('Tour Tea House'):not(:has(button[name=action_plan_call]))",
        },
        {
            content: "look at what is due",
            trigger: ".o_data_row:contains('Tour Tea House') td[name=goods]",
            run: "click",
        },
        {
            content: "the line explains itself",
            trigger: ".o_form_view .o_data_row:contains('Black Tea'):contains('5 days late (normal 20)')",
        },
        {
            content: "make the quotation",
            trigger: ".o_form_view button[name=action_make_quotation]",
            run: "click",
        },
        {
            content: "the usual quantity stands in it",
            trigger:
                ".o_form_view .o_field_widget[name=order_line] .o_data_row:contains('Black Tea'):contains('12.00')",
        },
        {
            content: "the customer is off the list",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains('Call List')",
        },
    ],
});
