import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("customer_class", {
    steps: () => [
        {
            content: "Open the class",
            trigger: ".o_list_view .o_data_row:contains(Worth a Visit) .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "Look who would enter",
            trigger: ".o_form_view button[name=action_preview]:visible",
            run: "click",
        },
        {
            content: "Both are named",
            trigger: ".modal .o_field_widget[name=enter_ids]:contains(Large):contains(Middle)",
        },
        {
            content: "Nobody would leave",
            trigger: ".modal .o_field_widget[name=leave_count]:contains(0)",
        },
        {
            content: "Switch it on",
            trigger: ".modal button[name=action_switch_on]",
            run: "click",
        },
        {
            content: "It is on and has its customers; open them",
            trigger: ".o_form_view button[name=action_view_customers]:contains(2)",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Large) .o_data_cell[name=complete_name]",
            run: "click",
        },
        {
            content: "What we do for the customer stands on its value page",
            trigger: ".o_form_view .nav-link[name=customer_value]",
            run: "click",
        },
        {
            trigger: ".o_customer_related_list[name=customer_class_member_ids]:contains(A visit twice a year)",
        },
    ],
});
