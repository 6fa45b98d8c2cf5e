import { registry } from "@web/core/registry";

/** Select two customers in the list, choose a value, merge, and undo. */
registry.category("web_tour.tours").add("customer_merge", {
    steps: () => [
        {
            content: "Select the two records",
            trigger: ".o_list_view .o_data_row:contains(Tour Twin A) input[type=checkbox]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Tour Twin B) input[type=checkbox]",
            run: "click",
        },
        {
            trigger: ".o_control_panel .o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            trigger: ".o_menu_item:contains(Merge customers)",
            run: "click",
        },
        {
            content: "The preview counts the order",
            trigger: ".o_field_widget[name=summary]:contains(1 × Sales Order)",
        },
        {
            content: "Take the phone of the other record",
            trigger: ".o_merge_choices label:contains(+86 21 5555 0002) input",
            run: "click",
        },
        {
            trigger: ".o_merge_taken:contains(+86 21 5555 0002)",
        },
        {
            trigger: "button[name=action_merge]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary:contains(Merge)",
            run: "click",
        },
        {
            content: "It is done, and there is a way back",
            trigger: ".alert-success:contains(It can be undone)",
        },
        {
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary:contains(Undo)",
            run: "click",
        },
        {
            trigger: ".alert-warning:contains(Everything was put back)",
        },
    ],
});
